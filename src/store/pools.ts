import type { Selection } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { Pool } from "../domain/pool.ts";
import { UNTRACKED } from "../domain/session-configuration.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { requestErasure } from "./erasures.ts";
import { fromJson, toJson } from "./json-text.ts";
import { behind } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

export const poolColumns = [
  "pools.id as pool_id",
  "pools.region as pool_region",
  "pools.name as pool_name",
  "pools.settings as pool_settings",
  "pools.sessions as pool_sessions",
  "pools.secret as pool_secret",
  "pools.created_at as pool_created_at",
  "pools.updated_at as pool_updated_at",
  "pools.version as pool_version",
] as const;

type PoolRow = Selection<Tables, "pools", (typeof poolColumns)[number]>;

export const toPool = (row: PoolRow): Pool => ({
  id: row.pool_id,
  region: row.pool_region,
  name: row.pool_name,
  settings: fromJson(row.pool_settings),
  sessions: row.pool_sessions === null ? UNTRACKED : fromJson(row.pool_sessions),
  secret: row.pool_secret,
  createdAt: row.pool_created_at,
  updatedAt: row.pool_updated_at,
  version: row.pool_version,
});

/** False where the id is taken. */
export async function insertPool(tx: WriteTx, pool: Pool): Promise<boolean> {
  const inserted = await tx
    .insertInto("pools")
    .values({
      id: pool.id,
      region: pool.region,
      name: pool.name,
      settings: toJson(pool.settings),
      sessions: toJson(pool.sessions),
      secret: pool.secret,
      created_at: pool.createdAt,
      updated_at: pool.updatedAt,
      version: pool.version,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findPool(tx: ReadTx, id: UserPoolId): Promise<Pool | undefined> {
  const row = await tx.selectFrom("pools").select(poolColumns).where("id", "=", id).executeTakeFirst();
  return row && toPool(row);
}

/** A region's pools, oldest first, from behind the pool `after`. */
export async function listPools(
  tx: ReadTx,
  region: string,
  after: Pick<Pool, "createdAt" | "id"> | undefined,
  limit: number,
): Promise<Pool[]> {
  const rows = await tx
    .selectFrom("pools")
    .select(poolColumns)
    .where("region", "=", region)
    .where(behind(["created_at", "id"], after && [after.createdAt, after.id]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toPool);
}

/** Writes `pool` over the version it was read at; false where that is no longer the latest. */
export async function updatePool(tx: WriteTx, pool: Pool): Promise<boolean> {
  const result = await tx
    .updateTable("pools")
    .set({
      name: pool.name,
      settings: toJson(pool.settings),
      sessions: toJson(pool.sessions),
      secret: pool.secret,
      updated_at: pool.updatedAt,
      version: pool.version + 1,
    })
    .where("id", "=", pool.id)
    .where("version", "=", pool.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Removes the pool, and with it everything that is reached through it. The ids of its clients are free again at once;
 * other rows are erased by and by.
 */
export async function removePool(tx: WriteTx, pool: Pick<Pool, "id">, now: number): Promise<boolean> {
  const result = await tx.deleteFrom("pools").where("id", "=", pool.id).executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  await tx.deleteFrom("app_clients").where("pool_id", "=", pool.id).execute();
  await requestErasure(tx, { poolId: pool.id, kind: "pool", targetId: pool.id, requestedAt: now });
  return true;
}

/** Makes others that would hold or change the pool wait for this transaction; false where it is gone. */
export async function holdPool(tx: WriteTx, id: UserPoolId): Promise<boolean> {
  const result = await tx
    .updateTable("pools")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
