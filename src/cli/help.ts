import { type Flag, flagName } from "../server/flag.ts";
import { type Command, commands } from "./commands.ts";

export function overview(): string {
  const lines = commands.map((command) => [invocation(command), command.summary]);
  const more = ["help [COMMAND]", "Tells what a command does and its flags."];
  return `Usage: poolkeeper COMMAND [flags]

${columns([...lines, more])}

poolkeeper --version tells the version.`;
}

export function helpFor(command: Command): string {
  const flags = Object.entries(command.flags).map(([name, flag]) => [
    flag.value === undefined ? flagName(name) : `${flagName(name)} ${flag.value}`,
    `${flag.help} (${defaultOf(flag)})`,
  ]);
  const parts = [
    `Usage: poolkeeper ${invocation(command)} [flags]`,
    command.summary,
    columns(flags),
    ...(command.notes === undefined ? [] : [command.notes]),
  ];
  return parts.join("\n\n");
}

const invocation = ({ name, arguments: rest }: Command): string =>
  rest === undefined ? name : `${name} ${rest}`;

const defaultOf = (flag: Flag<unknown>): string =>
  flag.absentText ?? (flag.absent === null ? "none" : String(flag.absent));

function columns(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([left = ""]) => left.length));
  return rows.map(([left = "", right = ""]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}
