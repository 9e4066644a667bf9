import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log } from "../base/log.ts";
import { plantSeed } from "../jobs/seed.ts";
import type { SeedTools } from "../jobs/seed-batches.ts";
import { SeedRefusal } from "../jobs/seed-refusal.ts";
import { StartupError } from "./startup-error.ts";

/** Makes what a seed's file lists: JSON, or a module with the seed as its default export. Throws `StartupError`. */
export async function plantSeedFile(
  tools: SeedTools & { readonly log: Log },
  file: string,
  region: string,
): Promise<void> {
  const shown = basename(file);
  try {
    const planted = await plantSeed(tools, await load(file), region);
    tools.log.info({ seed: shown, ...planted }, "the seed's pools, clients, groups and users exist");
  } catch (error) {
    throw error instanceof SeedRefusal ? new StartupError(`${shown}: ${error.message}`) : error;
  }
}

async function load(file: string): Promise<unknown> {
  if (file.endsWith(".json")) return parse(await readFile(file, "utf8"));
  const module: { default?: unknown } = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new SeedRefusal("", reasonOf(error).split("\n")[0] ?? "");
  });
  if (module.default === undefined) throw new SeedRefusal("", "expected a default export");
  return module.default;
}

const BYTE_ORDER_MARK = /^\uFEFF/;

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(BYTE_ORDER_MARK, ""));
  } catch (error) {
    throw new SeedRefusal("", withoutQuotation(reasonOf(error), text));
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** How V8 quotes the text around a wrong token, beginning so many characters before it. */
const QUOTATION = /^(.+?), (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s;
const QUOTED_BEFORE = 10;

/** Says the line in place of what is quoted from it, which may be a secret. */
function withoutQuotation(reason: string, text: string): string {
  const [, what, isCut, quoted = ""] = QUOTATION.exec(reason) ?? [];
  if (what === undefined) return reason;
  if (isCut === undefined) return `${what} in JSON`;
  const token = text.indexOf(quoted) + QUOTED_BEFORE;
  return `${what} in JSON (line ${text.slice(0, token).split("\n").length})`;
}
