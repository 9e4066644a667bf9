import { updateClient } from "../store/app-clients.ts";
import { LostRace, type WriteTx } from "../store/db.ts";
import { type PoolAndClient, savePool } from "./pools.ts";

/**
 * Makes everybody else who needs this pool and client as they are wait until the transaction ends: a deletion of the
 * client, which must find what this transaction adds to it, and whoever counts what the pool has.
 */
export async function holdClient(tx: WriteTx, { pool, client }: PoolAndClient): Promise<void> {
  await savePool(tx, pool);
  if (!(await updateClient(tx, client))) throw new LostRace(`client ${client.id} was changed meanwhile`);
}
