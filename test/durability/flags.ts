import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** An empty folder that goes when the tests end. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "poolkeeper-durability-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The flags for a database, the same for every start on it. */
export async function flagsFor(database: string): Promise<string[]> {
  if (!database.startsWith("postgres:")) return ["--database", database];
  return ["--database", database, "--master-key", join(await temporaryFolder(), "master.key")];
}
