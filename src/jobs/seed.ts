import type { AppClient } from "../domain/app-client.ts";
import type { Group } from "../domain/group.ts";
import type { Pool } from "../domain/pool.ts";
import { newClient } from "../flows/new-client.ts";
import { finishErasure } from "../flows/new-pool.ts";
import { findClientWithPool, insertClient } from "../store/app-clients.ts";
import { LostRace, type ReadTx } from "../store/db.ts";
import { insertGroups } from "../store/groups.ts";
import { findPool, insertPool } from "../store/pools.ts";
import { missingUsers, plantUsers, requirePoolStays, SEED_TRIES, type SeedTools } from "./seed-batches.ts";
import { memberAt } from "./seed-content.ts";
import { missingGroups, requireTheirGroups } from "./seed-groups.ts";
import { readPools, type SeedPool } from "./seed-pools.ts";
import { at, SeedRefusal } from "./seed-refusal.ts";
import { readUsers, type SeedUser } from "./seed-users.ts";

/** How much of a seed was not there yet. */
export interface Planted {
  readonly pools: number;
  readonly clients: number;
  readonly groups: number;
  readonly users: number;
}

/**
 * Makes what a seed lists and what is not there yet; what is there stays as it is. Everything is checked before
 * anything is stored, batch by batch: what a crash cut short the next start completes. Pools without an id are made
 * in `region`. Throws `SeedRefusal`.
 */
export async function plantSeed(tools: SeedTools, seed: unknown, region: string): Promise<Planted> {
  const plans: Plan[] = [];
  for (const pool of readPools(tools, seed, region)) plans.push(await planPool(tools, pool));

  const planted = { pools: 0, clients: 0, groups: 0, users: 0 };
  for (const plan of plans) {
    const { pools, clients, groups, users } = await plant(tools, plan);
    planted.pools += pools;
    planted.clients += clients;
    planted.groups += groups;
    planted.users += users;
  }
  return planted;
}

/** What is missing of a pool in the seed. */
interface Plan {
  readonly seed: SeedPool;
  /** The pool that is there, else the new one. */
  readonly pool: Pool;
  readonly isNew: boolean;
  readonly clients: readonly PlannedClient[];
  readonly groups: readonly Group[];
  readonly users: readonly SeedUser[];
}

interface PlannedClient {
  readonly place: string;
  readonly client: AppClient;
}

async function planPool(tools: SeedTools, seed: SeedPool): Promise<Plan> {
  // Users who are there already are held against the seed's own pool alone: theirs may have changed.
  const users = readUsers(tools, seed.pool, seed.users);
  requireTheirGroups(seed.groups, users);
  const existing = await tools.db.read((tx) => findPool(tx, seed.pool.id));
  const pool = existing ?? seed.pool;
  const isNew = existing === undefined;
  return {
    seed,
    pool,
    isNew,
    clients: await missingClients(tools, pool, seed),
    groups: await missingGroups(tools, seed.place, { pool, isNew }, seed.groups),
    users: existing ? await missingUsers(tools, pool, seed.users) : users,
  };
}

async function missingClients(tools: SeedTools, pool: Pool, seed: SeedPool): Promise<PlannedClient[]> {
  const missing: PlannedClient[] = [];
  for (const { place, id, request, secret } of seed.clients) {
    if (await tools.db.read((tx) => hasClient(tx, place, pool, id))) continue;
    missing.push({ place, client: at(place, () => newClient(tools, pool, id, request, secret)) });
  }
  return missing;
}

/** Refuses an id that a client of another pool has. */
async function hasClient(tx: ReadTx, place: string, pool: Pool, id: AppClient["id"]): Promise<boolean> {
  const found = await findClientWithPool(tx, id);
  if (found && found.pool.id !== pool.id) {
    throw new SeedRefusal(memberAt(place, "ClientId"), `a client of the pool ${found.pool.id} has this id`);
  }
  return found !== undefined;
}

async function plant(tools: SeedTools, plan: Plan): Promise<Planted> {
  const { seed, pool, isNew } = plan;
  const planted = await plantPool(tools, plan);
  // Another server made the pool first, and of another seed perhaps.
  if (planted === undefined) return plant(tools, await planPool(tools, seed));
  const users = await plantUsers(tools, seed.place, pool, plan.users);
  return { pools: isNew ? 1 : 0, ...planted, users };
}

/**
 * Stores a pool, if it is new, its clients and its groups; says how many, or nothing where the pool is not new any
 * more.
 */
async function plantPool(
  tools: SeedTools,
  { seed, pool, isNew, clients, groups }: Plan,
): Promise<Pick<Planted, "clients" | "groups"> | undefined> {
  if (!isNew && clients.length === 0 && groups.length === 0) return { clients: 0, groups: 0 };
  if (isNew) await finishErasure(tools, pool);
  return tools.db.write(async (tx) => {
    if (!isNew) await requirePoolStays(tx, seed.place, pool);
    else if (!(await insertPool(tx, pool))) return undefined;
    let planted = 0;
    for (const { place, client } of clients) {
      if (await insertClient(tx, client)) planted++;
      else if (!(await hasClient(tx, place, pool, client.id))) {
        throw new LostRace(`the client ${client.id} came and went`);
      }
    }
    return { clients: planted, groups: await insertGroups(tx, groups) };
  }, SEED_TRIES);
}
