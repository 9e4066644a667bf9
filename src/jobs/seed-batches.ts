import { setTimeout as sleep } from "node:timers/promises";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import type { Context } from "../flows/context.ts";
import { nameExists, newUser } from "../flows/new-user.ts";
import { importedPassword, type PasswordTools } from "../flows/passwords.ts";
import { LostRace, type ReadTx } from "../store/db.ts";
import { findPool } from "../store/pools.ts";
import { findNames } from "../store/user-names.ts";
import { insertUsers } from "../store/users.ts";
import { type Entry, memberAt } from "./seed-content.ts";
import { joinGroups } from "./seed-groups.ts";
import { SeedRefusal } from "./seed-refusal.ts";
import { placeOfName, readUsers, type SeedUser } from "./seed-users.ts";
import { isLoginKind, namesOf, TakenNames } from "./taken-names.ts";

export type SeedTools = PasswordTools & Pick<Context, "db" | "clock" | "settings">;

/** So many users are looked up or stored at a time, and between two batches others get their turn. */
const BATCH = 128;
const REST_MS = 5;
/** Minutes of trying: nobody waits for an answer, and others that plant a seed now keep the database busy. */
export const SEED_TRIES = 1000;

function* batches<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += BATCH) yield list.slice(from, from + BATCH);
}

/** Those of the users who are not in this pool yet, checked against it as it is now. Throws `SeedRefusal`. */
export async function missingUsers(
  tools: SeedTools,
  pool: Pool,
  entries: readonly Entry[],
): Promise<readonly SeedUser[]> {
  const missing: Entry[] = [];
  for (const some of batches(entries)) {
    missing.push(...(await tools.db.read((tx) => missingEntries(tx, pool, some))));
  }
  const users = readUsers(tools, pool, missing);
  for (const some of batches(users)) await tools.db.read((tx) => stillMissing(tx, pool, some));
  return users;
}

async function missingEntries(tx: ReadTx, pool: Pool, entries: readonly Entry[]): Promise<Entry[]> {
  const keyOf = ({ content }: Entry): string => nameKey(pool, String(content["Username"]));
  const names = await findNames(tx, pool.id, entries.map(keyOf));
  const logins = new Set(names.filter(({ kind }) => isLoginKind(pool, kind)).map(({ key }) => key));
  return entries.filter((entry) => !logins.has(keyOf(entry)));
}

/** Those who are not there yet; refuses one who is to have a name that belongs to somebody else. */
async function stillMissing(tx: ReadTx, pool: Pool, users: readonly SeedUser[]): Promise<SeedUser[]> {
  const taken = await TakenNames.of(tx, pool, users);
  return users.filter((user) => {
    const loss = taken.lossOf(pool, user);
    if (loss?.kind === "name") {
      throw new SeedRefusal(placeOfName(pool, user, loss.name), nameExists(pool, loss.name.kind).message);
    }
    if (loss?.kind === "sub") {
      throw new SeedRefusal(memberAt(user.place, "Username"), faults.userAccountExists().message);
    }
    return loss === undefined;
  });
}

/** Stores all users, a batch in one transaction, but for those who got there meanwhile; says how many it stored. */
export async function plantUsers(
  tools: SeedTools,
  place: string,
  pool: Pool,
  users: readonly SeedUser[],
): Promise<number> {
  let planted = 0;
  for (const some of batches(users)) {
    planted += await plantBatch(tools, place, pool, some);
    await sleep(REST_MS);
  }
  return planted;
}

async function plantBatch(
  tools: SeedTools,
  place: string,
  pool: Pool,
  seeds: readonly SeedUser[],
): Promise<number> {
  const users = new Map<SeedUser, User>();
  await Promise.all(seeds.map(async (seed) => users.set(seed, await userOf(tools, pool, seed))));
  let tried = false;
  return tools.db.write(async (tx) => {
    await requirePoolStays(tx, place, pool);
    const missing = tried ? await stillMissing(tx, pool, seeds) : seeds;
    tried = true;
    const named = missing.flatMap((seed) => {
      const user = users.get(seed);
      return user ? [{ user, names: namesOf(pool, seed), groups: seed.groups }] : [];
    });
    if (!(await insertUsers(tx, pool.id, named)))
      throw new LostRace("a name in the seed was taken meanwhile");
    await joinGroups(tx, tools, place, pool, named);
    return named.length;
  }, SEED_TRIES);
}

/** Refuses to go on with a pool that is gone, or another one by now. */
export async function requirePoolStays(tx: ReadTx, place: string, { id, createdAt }: Pool): Promise<void> {
  const pool = await findPool(tx, id);
  if (pool?.createdAt !== createdAt) throw new SeedRefusal(place, `the pool ${id} was deleted meanwhile`);
}

async function userOf(tools: SeedTools, pool: Pool, seed: SeedUser): Promise<User> {
  const { attributes, password, enabled } = seed;
  const clear = password?.kind === "clear" ? password.text : null;
  const user = await newUser(tools, pool, seed, { status: "CONFIRMED", attributes, password: clear });
  if (password?.kind !== "hash") return { ...user, enabled };
  const { algorithm, text } = password;
  return {
    ...user,
    enabled,
    password: importedPassword(tools, user, algorithm, text),
    passwordSetAt: user.createdAt,
  };
}
