import type { WriteTx } from "../store/db.ts";
import { type PoolAndClient, saveClient, savePool } from "./pools.ts";

/**
 * Makes everybody else who needs this pool and client as they are wait until the transaction ends: a deletion of the
 * client, which must find what this transaction adds to it, and whoever counts what the pool has.
 */
export async function holdClient(tx: WriteTx, { pool, client }: PoolAndClient): Promise<void> {
  await savePool(tx, pool);
  await saveClient(tx, client);
}
