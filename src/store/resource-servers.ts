import type { Selectable } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { ResourceServer } from "../domain/resource-server.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import { countRows } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

const toServer = (row: Selectable<Tables["resource_servers"]>): ResourceServer => ({
  poolId: row.pool_id,
  identifier: row.identifier,
  name: row.name,
  scopes: fromJson(row.scopes),
});

export const countResourceServers = (tx: ReadTx, poolId: UserPoolId): Promise<number> =>
  countRows(tx, "resource_servers", poolId);

/** False where the pool has one of this identifier. */
export async function insertResourceServer(tx: WriteTx, server: ResourceServer): Promise<boolean> {
  const inserted = await tx
    .insertInto("resource_servers")
    .values({
      pool_id: server.poolId,
      identifier: server.identifier,
      name: server.name,
      scopes: toJson(server.scopes),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("identifier")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Those of the identifiers that the pool has. */
export async function findResourceServers(
  tx: ReadTx,
  poolId: UserPoolId,
  identifiers: readonly string[],
): Promise<ResourceServer[]> {
  if (identifiers.length === 0) return [];
  const rows = await tx
    .selectFrom("resource_servers")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("identifier", "in", identifiers)
    .execute();
  return rows.map(toServer);
}

/** A pool's resource servers in the order of their identifiers, from behind `after`. */
export async function listResourceServers(
  tx: ReadTx,
  poolId: UserPoolId,
  after: string | undefined,
  limit: number,
): Promise<ResourceServer[]> {
  const rows = await tx
    .selectFrom("resource_servers")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("identifier", ">", after ?? "")
    .orderBy("identifier")
    .limit(limit)
    .execute();
  return rows.map(toServer);
}

/** Writes name and scopes over those that are there; false where there is no such resource server. */
export async function updateResourceServer(tx: WriteTx, server: ResourceServer): Promise<boolean> {
  const result = await tx
    .updateTable("resource_servers")
    .set({ name: server.name, scopes: toJson(server.scopes) })
    .where("pool_id", "=", server.poolId)
    .where("identifier", "=", server.identifier)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function removeResourceServer(
  tx: WriteTx,
  poolId: UserPoolId,
  identifier: string,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("resource_servers")
    .where("pool_id", "=", poolId)
    .where("identifier", "=", identifier)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
