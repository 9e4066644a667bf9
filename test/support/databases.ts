import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe } from "node:test";
import { systemRandom } from "../../src/base/random.ts";
import { administer, type Cluster, startCluster } from "./postgres.ts";

export type DatabaseName = "SQLite" | "PostgreSQL";

/** Makes an empty database and tells its location, as `--database` takes it; it goes when the tests end. */
export type MakeDatabase = () => Promise<string>;

/**
 * Describes the same behaviour on SQLite and on PostgreSQL: the one `POOLKEEPER_TEST_POSTGRES` names by an
 * administrator's URL, else one started for these tests. Without one the tests fail in CI, and are skipped elsewhere.
 */
export async function forEachDatabase(
  behaviour: (name: DatabaseName, make: MakeDatabase) => void,
): Promise<void> {
  // Before anything is described: what a file leaves to `after` would run in a pause between the two.
  const cluster = await findCluster();
  describe("SQLite", () => {
    behaviour("SQLite", sqliteFiles());
  });
  if (cluster) {
    describe("PostgreSQL", () => {
      behaviour("PostgreSQL", postgresDatabases(cluster));
    });
  } else {
    describe("PostgreSQL", { skip: "SKIPPED: no PostgreSQL could be started" });
  }
}

function sqliteFiles(): MakeDatabase {
  const folders: string[] = [];
  after(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), "poolkeeper-test-"));
    folders.push(folder);
    return join(folder, "poolkeeper.db");
  };
}

function postgresDatabases(cluster: Cluster): MakeDatabase {
  const names: string[] = [];
  after(async () => {
    await administer(cluster.url, ...names.map((name) => `drop database ${name} with (force)`));
    await cluster.stop();
  });
  return async () => {
    const name = `poolkeeper_test_${systemRandom.lowerAlphanumeric(12)}`;
    await administer(cluster.url, `create database ${name}`);
    names.push(name);
    const url = new URL(cluster.url);
    url.pathname = `/${name}`;
    return url.href;
  };
}

async function findCluster(): Promise<Cluster | undefined> {
  const url = process.env["POOLKEEPER_TEST_POSTGRES"];
  if (url) return { url, async stop() {} };
  try {
    return await startCluster();
  } catch (error) {
    if (process.env["CI"]) throw error;
    return undefined;
  }
}
