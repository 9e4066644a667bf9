import type { Selectable } from "kysely";
import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { ManagedLoginBranding } from "../domain/managed-login-branding.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import { countRows } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

const toBranding = (row: Selectable<Tables["brandings"]>): ManagedLoginBranding => ({
  poolId: row.pool_id,
  id: row.id,
  clientId: row.client_id,
  usesProvidedValues: row.uses_provided_values === 1,
  settings: row.settings && fromJson(row.settings),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

const changing = ({ usesProvidedValues, settings, updatedAt }: ManagedLoginBranding) => ({
  uses_provided_values: usesProvidedValues ? (1 as const) : (0 as const),
  settings: settings && toJson(settings),
  updated_at: updatedAt,
});

/** False where the client has a style. */
export async function insertBranding(tx: WriteTx, branding: ManagedLoginBranding): Promise<boolean> {
  const inserted = await tx
    .insertInto("brandings")
    .values({
      pool_id: branding.poolId,
      id: branding.id,
      client_id: branding.clientId,
      ...changing(branding),
      created_at: branding.createdAt,
      version: branding.version,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findBranding(
  tx: ReadTx,
  poolId: UserPoolId,
  id: string,
): Promise<ManagedLoginBranding | undefined> {
  const row = await tx
    .selectFrom("brandings")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toBranding(row);
}

export async function findBrandingOfClient(
  tx: ReadTx,
  poolId: UserPoolId,
  clientId: ClientId,
): Promise<ManagedLoginBranding | undefined> {
  const row = await tx
    .selectFrom("brandings")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("client_id", "=", clientId)
    .executeTakeFirst();
  return row && toBranding(row);
}

export const countBrandings = (tx: ReadTx, poolId: UserPoolId): Promise<number> =>
  countRows(tx, "brandings", poolId);

/** Writes `branding` over the version it was read at; false where that is no longer the latest. */
export async function updateBranding(tx: WriteTx, branding: ManagedLoginBranding): Promise<boolean> {
  const result = await tx
    .updateTable("brandings")
    .set({ ...changing(branding), version: branding.version + 1 })
    .where("pool_id", "=", branding.poolId)
    .where("id", "=", branding.id)
    .where("version", "=", branding.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Tells whose style it was; undefined where there is none of this id. */
export async function deleteBranding(
  tx: WriteTx,
  poolId: UserPoolId,
  id: string,
): Promise<ClientId | undefined> {
  const deleted = await tx
    .deleteFrom("brandings")
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .returning("client_id")
    .executeTakeFirst();
  return deleted?.client_id;
}
