import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The module of a local function. */
export interface FunctionFile {
  readonly path: string;
  /** Differs where the file is another one than before. */
  readonly stamp: string;
}

const EXTENSIONS = ["mjs", "js", "cjs", "mts", "ts"];

/** The folder that is `/var/task` on AWS. */
export const taskRoot = (file: FunctionFile): string => dirname(file.path);

/** What AWS calls the handler: `<module>.handler`. */
export const handlerName = (file: FunctionFile): string => basename(file.path).replace(/[^.]+$/, "handler");

/** `<name>.{mjs,js,…}` or `<name>/index.{mjs,js,…}` in `directory`, whichever comes first. */
export async function findFunction(directory: string, name: string): Promise<FunctionFile | undefined> {
  for (const stem of [name, join(name, "index")]) {
    for (const extension of EXTENSIONS) {
      const path = join(directory, `${stem}.${extension}`);
      const stamp = await stampOf(path);
      if (stamp !== undefined) return { path, stamp };
    }
  }
  return undefined;
}

async function stampOf(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? `${found.ino}:${found.size}:${found.mtimeMs}` : undefined;
}
