import { clientId, type UserPoolId, userPoolId } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import type { AppClient } from "../domain/app-client.ts";
import type { Origin } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { findClient, findClientWithPool, updateClient } from "../store/app-clients.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { findPool, updatePool } from "../store/pools.ts";
import { findReplica } from "../store/replicas.ts";

/** The pool of a signed request; one that neither is of the request's region nor has a replica there does not exist. */
export async function findPoolHere(
  tx: ReadTx,
  id: string,
  { region }: Pick<Origin, "region">,
): Promise<Pool | undefined> {
  const pool = isStorable(id) ? await findPool(tx, userPoolId(id)) : undefined;
  if (pool === undefined || pool.region === region) return pool;
  return (await findReplica(tx, pool.id, region)) ? pool : undefined;
}

/** The same; refuses where there is none. */
export async function requirePool(tx: ReadTx, id: string, origin: Pick<Origin, "region">): Promise<Pool> {
  const pool = await findPoolHere(tx, id, origin);
  if (!pool) throw faults.poolNotFound(id);
  return pool;
}

/** The pool of an earlier look-up, as it is now; one made anew under the same id is another. */
export async function requireSamePool(tx: ReadTx, { id, createdAt }: Pool): Promise<Pool> {
  const pool = await findPool(tx, id);
  if (pool?.createdAt !== createdAt) throw faults.poolNotFound(id);
  return pool;
}

/** Stores a pool read in this transaction; where another one changed it meanwhile, the transaction runs again. */
export async function savePool(tx: WriteTx, pool: Pool): Promise<void> {
  if (!(await updatePool(tx, pool))) throw new LostRace(`pool ${pool.id} was changed meanwhile`);
}

async function requireClient(tx: ReadTx, poolId: UserPoolId, id: string): Promise<AppClient> {
  const client = await findClient(tx, poolId, clientId(id));
  if (!client) throw faults.clientNotFound(id);
  return client;
}

export interface PoolAndClient {
  readonly pool: Pool;
  readonly client: AppClient;
}

/** The client of a signed request, which names its pool. */
export async function requirePoolAndClient(
  tx: ReadTx,
  { UserPoolId, ClientId }: { readonly UserPoolId: string; readonly ClientId: string },
  origin: Pick<Origin, "region">,
): Promise<PoolAndClient> {
  const pool = await requirePool(tx, UserPoolId, origin);
  return { pool, client: await requireClient(tx, pool.id, ClientId) };
}

/** The pool of a signed request, and the client that it names, if any. */
export async function requirePoolAndAnyClient(
  tx: ReadTx,
  { UserPoolId, ClientId }: { readonly UserPoolId: string; readonly ClientId?: string | undefined },
  origin: Pick<Origin, "region">,
): Promise<{ readonly pool: Pool; readonly client: AppClient | null }> {
  const pool = await requirePool(tx, UserPoolId, origin);
  return { pool, client: ClientId === undefined ? null : await requireClient(tx, pool.id, ClientId) };
}

/** Stores a client read in this transaction; where another one changed it meanwhile, the transaction runs again. */
export async function saveClient(tx: WriteTx, client: AppClient): Promise<void> {
  if (!(await updateClient(tx, client))) throw new LostRace(`client ${client.id} was changed meanwhile`);
}

/** The client of an unsigned request, which finds its pool too. */
export async function requireClientWithPool(tx: ReadTx, id: string): Promise<PoolAndClient> {
  const found = await findClientWithPool(tx, clientId(id));
  if (!found) throw faults.clientNotFound(id);
  return found;
}
