import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** Writes a seed to a file that is gone after the tests; a text is written as it is. */
export function seedFile(seed: object | string, name = "seed.json"): string {
  const folder = mkdtempSync(join(tmpdir(), "poolkeeper-seed-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, typeof seed === "string" ? seed : JSON.stringify(seed));
  return file;
}
