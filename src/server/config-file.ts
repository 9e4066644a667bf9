import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Given } from "./flag.ts";
import { serverFlags } from "./server-flags.ts";
import { ConfigError } from "./startup-error.ts";

/** What a config file says, by the flags' names. */
export type FileSettings = ReadonlyMap<string, Given>;

const FILE_NAMES = ["poolkeeper.config.ts", "poolkeeper.config.js", "poolkeeper.config.json"];

/** Reads `file`, or the one file with a customary name in `cwd`; without either there is nothing to read. */
export async function readConfigFile(file: string | null, cwd: string): Promise<FileSettings> {
  const chosen = file ?? customaryFile(cwd);
  if (chosen === undefined) return new Map();

  const shown = basename(chosen);
  const settings = await check(await load(chosen, shown), shown);
  const folder = dirname(chosen);
  return new Map(
    Object.entries(settings).map(([name, value]) => [
      name,
      { text: String(value), source: `${shown}: ${name}`, folder },
    ]),
  );
}

function customaryFile(cwd: string): string | undefined {
  const found = FILE_NAMES.map((name) => join(cwd, name)).filter((path) => existsSync(path));
  if (found.length > 1) {
    throw new ConfigError(`${found.map((path) => basename(path)).join(" and ")}: expected only one of them`);
  }
  return found[0];
}

async function load(file: string, shown: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) return JSON.parse(readFileSync(file, "utf8"));
    const module: { default?: unknown } = await import(pathToFileURL(file).href);
    return module.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new ConfigError(`${shown}: ${reason}`);
  }
}

async function check(content: unknown, shown: string): Promise<Record<string, unknown>> {
  const z = await import("zod");
  const text = z.union([z.string(), z.number()]);
  const shape = Object.entries(serverFlags)
    .filter(([, flag]) => flag.reach === undefined)
    .map(([name, flag]) => {
      const one = flag.value === undefined ? z.boolean() : text;
      return [name, (flag.list ? z.union([one, z.array(one)]) : one).optional()] as const;
    });

  const checked = z.strictObject(Object.fromEntries(shape)).safeParse(content);
  if (checked.success)
    return Object.fromEntries(Object.entries(checked.data).filter(([, v]) => v !== undefined));

  const [issue] = checked.error.issues;
  if (issue?.code === "unrecognized_keys") throw new ConfigError(`${shown}: unknown key ${issue.keys[0]}`);
  const key = issue?.path[0];
  if (key === undefined) throw new ConfigError(`${shown}: expected an object of settings`);
  const expected = Object.entries(serverFlags).find(([name]) => name === key)?.[1].expects;
  throw new ConfigError(`${shown}: ${String(key)}: expected ${expected}`);
}
