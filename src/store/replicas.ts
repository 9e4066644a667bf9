import type { Selectable } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { Pool } from "../domain/pool.ts";
import type { Replica } from "../domain/replica.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import { behind } from "./pool-rows.ts";
import { poolColumns, toPool } from "./pools.ts";
import type { Tables } from "./tables.ts";

const toReplica = (row: Selectable<Tables["user_pool_replicas"]>): Replica => ({
  poolId: row.pool_id,
  region: row.region,
  status: row.status,
  tags: fromJson(row.tags),
  createdAt: row.created_at,
  version: row.version,
});

export async function insertReplica(tx: WriteTx, replica: Replica): Promise<void> {
  await tx
    .insertInto("user_pool_replicas")
    .values({
      pool_id: replica.poolId,
      region: replica.region,
      status: replica.status,
      tags: toJson(replica.tags),
      created_at: replica.createdAt,
      version: replica.version,
    })
    .execute();
}

export async function findReplica(
  tx: ReadTx,
  poolId: UserPoolId,
  region: string,
): Promise<Replica | undefined> {
  const row = await tx
    .selectFrom("user_pool_replicas")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("region", "=", region)
    .executeTakeFirst();
  return row && toReplica(row);
}

/** All of a pool's: one, so far. */
export async function listReplicas(tx: ReadTx, poolId: UserPoolId): Promise<Replica[]> {
  const rows = await tx.selectFrom("user_pool_replicas").selectAll().where("pool_id", "=", poolId).execute();
  return rows.map(toReplica);
}

/** Where else these pools are; a pool with nothing elsewhere is left out. */
export async function replicaRegions(
  tx: ReadTx,
  poolIds: readonly UserPoolId[],
): Promise<ReadonlyMap<UserPoolId, string[]>> {
  const regions = new Map<UserPoolId, string[]>();
  if (poolIds.length === 0) return regions;
  const rows = await tx
    .selectFrom("user_pool_replicas")
    .select(["pool_id", "region"])
    .where("pool_id", "in", poolIds)
    .execute();
  for (const { pool_id: id, region } of rows) regions.set(id, [...(regions.get(id) ?? []), region]);
  return regions;
}

/** The pools that have a replica in a region, oldest first, from behind the pool `after`. */
export async function listReplicatedPools(
  tx: ReadTx,
  region: string,
  after: Pick<Pool, "createdAt" | "id"> | undefined,
  limit: number,
): Promise<Pool[]> {
  const rows = await tx
    .selectFrom("user_pool_replicas")
    .innerJoin("pools", "pools.id", "user_pool_replicas.pool_id")
    .select(poolColumns)
    .where("user_pool_replicas.region", "=", region)
    .where(behind(["pools.created_at", "pools.id"], after && [after.createdAt, after.id]))
    .orderBy("pools.created_at")
    .orderBy("pools.id")
    .limit(limit)
    .execute();
  return rows.map(toPool);
}

/** Writes over the version that was read; false where that is no longer the latest. */
export async function updateReplica(tx: WriteTx, replica: Replica): Promise<boolean> {
  const result = await tx
    .updateTable("user_pool_replicas")
    .set({ status: replica.status, tags: toJson(replica.tags), version: replica.version + 1 })
    .where("pool_id", "=", replica.poolId)
    .where("region", "=", replica.region)
    .where("version", "=", replica.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** False where it is no longer as it was read. */
export async function removeReplica(tx: WriteTx, replica: Replica): Promise<boolean> {
  const result = await tx
    .deleteFrom("user_pool_replicas")
    .where("pool_id", "=", replica.poolId)
    .where("region", "=", replica.region)
    .where("version", "=", replica.version)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
