import type { Selectable } from "kysely";
import type { Sealed } from "../base/sealed.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import type { Tables } from "./tables.ts";

/** What signs the requests of an administrator. */
export interface AccessKey {
  readonly id: string;
  readonly sealedSecret: Sealed;
  /** What it may do, one permission each. */
  readonly allow: readonly string[];
  readonly createdAt: number;
  readonly revokedAt: number | null;
}

const toAccessKey = (row: Selectable<Tables["access_keys"]>): AccessKey => ({
  id: row.id,
  sealedSecret: row.sealed_secret,
  allow: fromJson(row.allow),
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
});

/** False where the id is taken. */
export async function insertAccessKey(tx: WriteTx, key: AccessKey): Promise<boolean> {
  const inserted = await tx
    .insertInto("access_keys")
    .values({
      id: key.id,
      sealed_secret: key.sealedSecret,
      allow: toJson(key.allow),
      created_at: key.createdAt,
      revoked_at: key.revokedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Revoked keys are found too. */
export async function findAccessKey(tx: ReadTx, id: string): Promise<AccessKey | undefined> {
  const row = await tx.selectFrom("access_keys").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toAccessKey(row);
}

/** All keys, oldest first. */
export async function listAccessKeys(tx: ReadTx): Promise<AccessKey[]> {
  const rows = await tx.selectFrom("access_keys").selectAll().orderBy("created_at").orderBy("id").execute();
  return rows.map(toAccessKey);
}

/** False where it is revoked already, or there is no such key. */
export async function revokeAccessKey(tx: WriteTx, id: string, now: number): Promise<boolean> {
  const result = await tx
    .updateTable("access_keys")
    .set({ revoked_at: now })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
