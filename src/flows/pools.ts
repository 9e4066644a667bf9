import { clientId, type UserPoolId, userPoolId } from "../base/ids.ts";
import type { AppClient } from "../domain/app-client.ts";
import type { Origin } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { findClient, findClientWithPool } from "../store/app-clients.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { findPool, updatePool } from "../store/pools.ts";

/** The pool of a signed request; one of another region does not exist for it. */
export async function requirePool(tx: ReadTx, id: string, { region }: Pick<Origin, "region">): Promise<Pool> {
  const pool = await findPool(tx, userPoolId(id));
  if (pool?.region !== region) throw faults.poolNotFound(id);
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

/** The client of an unsigned request, which finds its pool too. */
export async function requireClientWithPool(tx: ReadTx, id: string): Promise<PoolAndClient> {
  const found = await findClientWithPool(tx, clientId(id));
  if (!found) throw faults.clientNotFound(id);
  return found;
}
