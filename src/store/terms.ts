import type { Selectable } from "kysely";
import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { Terms } from "../domain/terms.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import { behind, countRows } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

const toTerms = (row: Selectable<Tables["terms"]>): Terms => ({
  poolId: row.pool_id,
  id: row.id,
  clientId: row.client_id,
  name: row.name,
  source: row.source,
  enforcement: row.enforcement,
  links: fromJson(row.links),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

/** False where the client has terms of this name. */
export async function insertTerms(tx: WriteTx, terms: Terms): Promise<boolean> {
  const inserted = await tx
    .insertInto("terms")
    .values({
      pool_id: terms.poolId,
      id: terms.id,
      client_id: terms.clientId,
      name: terms.name,
      source: terms.source,
      enforcement: terms.enforcement,
      links: toJson(terms.links),
      created_at: terms.createdAt,
      updated_at: terms.updatedAt,
      version: terms.version,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findTerms(tx: ReadTx, poolId: UserPoolId, id: string): Promise<Terms | undefined> {
  const row = await tx
    .selectFrom("terms")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toTerms(row);
}

export async function findTermsOfClient(
  tx: ReadTx,
  poolId: UserPoolId,
  clientId: ClientId,
  name: string,
): Promise<Terms | undefined> {
  const row = await tx
    .selectFrom("terms")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("client_id", "=", clientId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row && toTerms(row);
}

export const countTerms = (tx: ReadTx, poolId: UserPoolId): Promise<number> => countRows(tx, "terms", poolId);

/** A pool's terms, oldest first, from behind those of the place `after`. */
export async function listTerms(
  tx: ReadTx,
  poolId: UserPoolId,
  after: Pick<Terms, "createdAt" | "id"> | undefined,
  limit: number,
): Promise<Terms[]> {
  const rows = await tx
    .selectFrom("terms")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where(behind(["created_at", "id"], after && [after.createdAt, after.id]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toTerms);
}

/** Deletes the terms at the version they were read at; false where that is no longer the latest. */
export async function deleteTerms(
  tx: WriteTx,
  { poolId, id, version }: Pick<Terms, "poolId" | "id" | "version">,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("terms")
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
