import { parseArgs } from "node:util";
import { type FileSettings, readConfigFile } from "./config-file.ts";
import { type Flag, type FlagTable, type FlagValues, flagName, type Given, variableName } from "./flag.ts";
import { ConfigError } from "./startup-error.ts";

export interface Sources {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface Settings<Table extends FlagTable> {
  readonly values: FlagValues<Table>;
  readonly positionals: readonly string[];
}

/** Reads a command's settings: flag before environment before file before default. Throws `ConfigError`. */
export async function readSettings<Table extends FlagTable & { readonly config: Flag<string | null> }>(
  table: Table,
  sources: Sources,
): Promise<Settings<Table>> {
  const { given, positionals } = fromArguments(table, sources);
  const near = (name: string, flag: Flag<unknown>): Given | undefined =>
    given.get(name) ?? (flag.reach === "arguments" ? undefined : fromEnvironment(name, flag, sources));

  const configFile = settled(table.config, near("config", table.config));
  const file: FileSettings = await readConfigFile(configFile, sources.cwd);

  const values = Object.entries(table).map(([name, flag]) => {
    const found = near(name, flag) ?? (flag.reach === undefined ? file.get(name) : undefined);
    return [name, settled(flag, found)];
  });
  return { values: Object.fromEntries(values) as FlagValues<Table>, positionals };
}

function settled<T>(flag: Flag<T>, given: Given | undefined): T {
  if (given === undefined) return flag.absent;
  const value = flag.read(given.text, given.folder);
  if (value !== undefined) return value;
  const instead = flag.secret ? "" : `, not ${JSON.stringify(given.text)}`;
  throw new ConfigError(`${given.source}: expected ${flag.expects}${instead}`);
}

function fromEnvironment(name: string, flag: Flag<unknown>, { env, cwd }: Sources): Given | undefined {
  const variables = [variableName(name), ...(flag.foreignVariable ? [flag.foreignVariable] : [])];
  for (const source of variables) {
    const text = env[source];
    if (text !== undefined && text !== "") return { text, source, folder: cwd };
  }
  return undefined;
}

function fromArguments(table: FlagTable, { argv, cwd }: Sources) {
  const nameOf = new Map(Object.keys(table).map((name) => [flagName(name), name]));
  const options = Object.fromEntries(
    Object.entries(table).map(([name, flag]) => [
      flagName(name).slice(2),
      { type: flag.value === undefined ? "boolean" : "string" } as const,
    ]),
  );
  const { tokens, positionals } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const given = new Map<string, Given>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const source = token.rawName;
    const name = nameOf.get(source);
    const flag = name === undefined ? undefined : table[name];
    if (name === undefined || flag === undefined) throw new ConfigError(`unknown flag ${source}`);
    const text = textOf(flag, token.value, token.inlineValue === true, source);
    const before = flag.list ? given.get(name)?.text : undefined;
    given.set(name, { text: before === undefined ? text : `${before},${text}`, source, folder: cwd });
  }
  return { given, positionals };
}

function textOf(flag: Flag<unknown>, value: string | undefined, inline: boolean, source: string): string {
  if (flag.value === undefined) return value ?? "true";
  if (value === undefined || (!inline && value.startsWith("-"))) {
    throw new ConfigError(`${source}: expected ${flag.expects}`);
  }
  return value;
}
