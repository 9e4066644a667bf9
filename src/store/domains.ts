import type { Selectable } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { PoolDomain } from "../domain/pool-domain.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import type { Tables } from "./tables.ts";

const toDomain = (row: Selectable<Tables["domains"]>): PoolDomain => ({
  poolId: row.pool_id,
  kind: row.kind,
  domain: row.domain,
  managedLoginVersion: row.managed_login_version,
  customConfig: row.custom_config && fromJson(row.custom_config),
  routing: row.routing && fromJson(row.routing),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

const changing = (domain: PoolDomain) => ({
  managed_login_version: domain.managedLoginVersion,
  custom_config: domain.customConfig && toJson(domain.customConfig),
  routing: domain.routing && toJson(domain.routing),
  updated_at: domain.updatedAt,
});

/** False where the domain is taken, or the pool has another one of its kind. */
export async function insertDomain(tx: WriteTx, domain: PoolDomain): Promise<boolean> {
  const inserted = await tx
    .insertInto("domains")
    .values({
      pool_id: domain.poolId,
      kind: domain.kind,
      domain: domain.domain,
      ...changing(domain),
      created_at: domain.createdAt,
      version: domain.version,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("domain")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Whichever pool has it. */
export async function findDomain(tx: ReadTx, domain: string): Promise<PoolDomain | undefined> {
  const row = await tx
    .selectFrom("domains")
    .innerJoin("pools", "pools.id", "domains.pool_id")
    .selectAll("domains")
    .where("domains.domain", "=", domain)
    .executeTakeFirst();
  return row && toDomain(row);
}

/** A pool's prefix and its custom domain, as far as it has them. */
export async function domainsOf(tx: ReadTx, poolId: UserPoolId): Promise<PoolDomain[]> {
  const rows = await tx.selectFrom("domains").selectAll().where("pool_id", "=", poolId).execute();
  return rows.map(toDomain);
}

/** Writes `domain` over the version it was read at; false where that is no longer the latest. */
export async function updateDomain(tx: WriteTx, domain: PoolDomain): Promise<boolean> {
  const result = await tx
    .updateTable("domains")
    .set({ ...changing(domain), version: domain.version + 1 })
    .where("pool_id", "=", domain.poolId)
    .where("kind", "=", domain.kind)
    .where("domain", "=", domain.domain)
    .where("version", "=", domain.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** False where the pool has no such domain. */
export async function removeDomain(tx: WriteTx, poolId: UserPoolId, domain: string): Promise<boolean> {
  const result = await tx
    .deleteFrom("domains")
    .where("pool_id", "=", poolId)
    .where("domain", "=", domain)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
