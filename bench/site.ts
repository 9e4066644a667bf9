import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "./api.ts";
import type { Database, Databases } from "./databases.ts";
import { each } from "./lanes.ts";
import {
  addWaitingPeople,
  filledPerson,
  type Person,
  type PoolAndClient,
  signInPerson,
  subOf,
} from "./people.ts";
import { SEEDED, writeSeed } from "./seed.ts";
import { type BenchServer, startServer } from "./server.ts";
import { askForChallenge } from "./srp-sign-in.ts";

/** A server whose database holds one pool of a certain size. */
export interface Site extends PoolAndClient {
  /** Beside those who sign in. */
  readonly users: number;
  readonly api: Api;
  readonly server: BenchServer;
  /** Of starts on this database. */
  readonly startUpsMs: readonly number[];
  /** Subs of some users from all over the pool. */
  readonly subs: readonly string[];
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly users: number;
  /** How often the start is measured. */
  readonly starts: number;
  /** SRP challenges before anything is measured: only then have the server's threads prepared themselves. */
  readonly warmUp: number;
  /** Connections that the measurements need. */
  readonly connections: number;
}

const LANES = 16;
const SUBS = 64;
/** A public value of SRP, in hex, that nobody will prove anything with. */
const ANY_VALUE = "5";

export async function openSite(databases: Databases, options: SiteOptions): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "poolkeeper-bench-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    return await siteIn(folder, await databases.create(folder), options, remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

async function siteIn(
  folder: string,
  database: Database,
  { users, starts, warmUp, connections }: SiteOptions,
  remove: () => Promise<void>,
): Promise<Site> {
  const { flags } = database;
  await populate(folder, database, users);
  const startUpsMs: number[] = [];
  for (let count = 1; count < starts; count++) {
    startUpsMs.push(await onServer(folder, flags, async (_api, server) => server.startUpMs));
  }
  const server = await startServer(folder, flags);
  startUpsMs.push(server.startUpMs);

  const api = new Api(server.url, Math.max(connections, LANES));
  await each(warmUp, LANES, (index) => askForChallenge(api, SEEDED.clientId, signInPerson(index), ANY_VALUE));
  const subs = await each(SUBS, LANES, (index) => subOf(api, SEEDED.poolId, somebody({ users }, index)));
  return {
    ...SEEDED,
    users,
    api,
    server,
    startUpsMs,
    subs,
    async close() {
      api.close();
      await server.stop();
      await remove();
    },
  };
}

async function onServer<T>(
  folder: string,
  flags: readonly string[],
  work: (api: Api, server: BenchServer) => Promise<T>,
): Promise<T> {
  const server = await startServer(folder, flags);
  const api = new Api(server.url, LANES);
  try {
    return await work(api, server);
  } finally {
    api.close();
    await server.stop();
  }
}

/** Fills an empty database. */
async function populate(folder: string, { flags, settle }: Database, users: number): Promise<void> {
  const seed = await writeSeed(folder, users);
  await onServer(folder, [...flags, "--seed", seed], (api) => addWaitingPeople(api, SEEDED));
  await settle();
}

/** A prime, so that one user after another is from another part of the pool. */
const STRIDE = 7919;

/** Somebody from anywhere in the pool. */
export const somebody = ({ users }: Pick<Site, "users">, index: number): Person =>
  users === 0 ? signInPerson(index) : filledPerson((index * STRIDE) % users);
