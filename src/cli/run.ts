import { readFileSync } from "node:fs";
import { explainsItself } from "../server/startup-error.ts";
import { type Command, commands } from "./commands.ts";
import { helpFor, overview } from "./help.ts";
import { EXIT_OK, EXIT_REFUSED, type Shell } from "./shell.ts";

/** Runs the command that `shell.argv` asks for; the number is the exit code. Throws what is a bug of ours. */
export async function run(shell: Shell): Promise<number> {
  const [first, ...rest] = shell.argv;
  if (first === undefined) return refuse(shell, `which command? One of: ${commandNames()}`);
  if (first === "--version" || first === "-v") return tell(shell, version());
  if (first === "help" || isHelp(first)) return help(shell, rest);

  const command = commandIn(shell.argv);
  if (command === undefined) return refuse(shell, unknownCommand(shell.argv));
  const argv = shell.argv.slice(wordsOf(command).length);
  if (argv.some(isHelp)) return tell(shell, helpFor(command));

  try {
    const work = await command.load();
    await work({ ...shell, argv });
    return EXIT_OK;
  } catch (error) {
    if (explainsItself(error)) return refuse(shell, error.message);
    throw error;
  }
}

const isHelp = (argument: string): boolean => argument === "--help" || argument === "-h";

const wordsOf = (command: Command): readonly string[] => command.name.split(" ");

const commandIn = (argv: readonly string[]): Command | undefined =>
  commands.find((command) => wordsOf(command).every((word, at) => argv[at] === word));

const commandNames = (): string => ["help", ...commands.map(({ name }) => name)].join(", ");

function unknownCommand(argv: readonly string[]): string {
  const asked = argv.filter((argument) => !argument.startsWith("-")).slice(0, 2);
  const name = JSON.stringify(asked.join(" ") || argv[0]);
  return `unknown command ${name}; there are: ${commandNames()}`;
}

function help(shell: Shell, topic: readonly string[]): number {
  if (topic.length === 0) return tell(shell, overview());
  const told = commands.filter((command) => topic.every((word, at) => wordsOf(command)[at] === word));
  if (told.length === 0) return refuse(shell, unknownCommand(topic));
  return tell(shell, told.map(helpFor).join("\n\n\n"));
}

function tell(shell: Shell, text: string): number {
  shell.print(text);
  return EXIT_OK;
}

function refuse(shell: Shell, message: string): number {
  shell.complain(`poolkeeper: ${message.replace(/\s*\n\s*/g, " ")}`);
  return EXIT_REFUSED;
}

function version(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  return manifest.version;
}
