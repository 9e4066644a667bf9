import { join } from "node:path";
import { administer, startCluster } from "../test/support/postgres.ts";

export const databaseKinds = ["sqlite", "postgres"] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

export interface Database {
  /** Of a server that uses it. */
  readonly flags: readonly string[];
  /** Does at once what the database would do by itself within minutes of being filled. */
  settle(): Promise<void>;
}

/** Databases of one kind; they go with `stop` and with the folders they were made for. */
export interface Databases {
  readonly title: string;
  /** An empty one; `folder` is for the server's files. */
  create(folder: string): Promise<Database>;
  stop(): Promise<void>;
}

/** PostgreSQL as its manual advises for a machine of its own, where the default is meant for the smallest. */
const IN_USE = ["shared_buffers=1GB"];

export const openDatabases: Readonly<Record<DatabaseKind, () => Promise<Databases>>> = {
  sqlite: async () => ({
    title: "SQLite",
    create: async (folder) => ({
      flags: ["--database", join(folder, "poolkeeper.db")],
      async settle() {},
    }),
    async stop() {},
  }),
  postgres: async () => {
    const cluster = await startCluster(...IN_USE);
    let made = 0;
    return {
      title: "PostgreSQL",
      async create(folder) {
        const name = `poolkeeper_bench_${++made}`;
        await administer(cluster.url, `create database ${name}`);
        const url = new URL(cluster.url);
        url.pathname = `/${name}`;
        return {
          flags: ["--database", url.href, "--master-key", join(folder, "master.key")],
          settle: () => administer(url.href, "vacuum analyze"),
        };
      },
      stop: () => cluster.stop(),
    };
  },
};
