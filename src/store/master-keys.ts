import type { ReadTx, WriteTx } from "./db.ts";

/** Tells whether a master key is the one that sealed; the key itself is never in the database. */
export interface MasterKeyCheck {
  readonly keyId: string;
  readonly checkValue: string;
  readonly createdAt: number;
}

export async function listMasterKeyChecks(tx: ReadTx): Promise<MasterKeyCheck[]> {
  const rows = await tx
    .selectFrom("master_keys")
    .selectAll()
    .orderBy("created_at")
    .orderBy("key_id")
    .execute();
  return rows.map((row) => ({
    keyId: row.key_id,
    checkValue: row.check_value,
    createdAt: row.created_at,
  }));
}

/** False where the key id is known already. */
export async function insertMasterKeyCheck(tx: WriteTx, check: MasterKeyCheck): Promise<boolean> {
  const inserted = await tx
    .insertInto("master_keys")
    .values({ key_id: check.keyId, check_value: check.checkValue, created_at: check.createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key_id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Whether anything is sealed here; whatever is, belongs to a pool or is an access key. */
export async function holdsSealed(tx: ReadTx): Promise<boolean> {
  const pool = await tx.selectFrom("pools").select("id").limit(1).executeTakeFirst();
  const key = await tx.selectFrom("access_keys").select("id").limit(1).executeTakeFirst();
  return pool !== undefined || key !== undefined;
}
