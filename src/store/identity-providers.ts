import type { Selectable } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { IdentityProvider } from "../domain/identity-provider.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import { countRows } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

const toProvider = (row: Selectable<Tables["identity_providers"]>): IdentityProvider => ({
  poolId: row.pool_id,
  name: row.name,
  type: row.type,
  details: fromJson(row.details),
  secrets: row.secrets,
  attributeMapping: fromJson(row.attribute_mapping),
  identifiers: fromJson(row.identifiers),
  acrMapping: row.acr_mapping && fromJson(row.acr_mapping),
  saml: row.saml && fromJson(row.saml),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

const changing = (provider: IdentityProvider) => ({
  details: toJson(provider.details),
  secrets: provider.secrets,
  attribute_mapping: toJson(provider.attributeMapping),
  identifiers: toJson(provider.identifiers),
  acr_mapping: provider.acrMapping && toJson(provider.acrMapping),
  saml: provider.saml && toJson(provider.saml),
  updated_at: provider.updatedAt,
});

/** False where the pool has one of this name. */
export async function insertProvider(tx: WriteTx, provider: IdentityProvider): Promise<boolean> {
  const inserted = await tx
    .insertInto("identity_providers")
    .values({
      pool_id: provider.poolId,
      name: provider.name,
      type: provider.type,
      ...changing(provider),
      created_at: provider.createdAt,
      version: provider.version,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("name")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findProvider(
  tx: ReadTx,
  poolId: UserPoolId,
  name: string,
): Promise<IdentityProvider | undefined> {
  const row = await tx
    .selectFrom("identity_providers")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row && toProvider(row);
}

export async function findProviderByIdentifier(
  tx: ReadTx,
  poolId: UserPoolId,
  identifier: string,
): Promise<IdentityProvider | undefined> {
  const row = await tx
    .selectFrom("provider_identifiers")
    .innerJoin("identity_providers", (join) =>
      join
        .onRef("identity_providers.pool_id", "=", "provider_identifiers.pool_id")
        .onRef("identity_providers.name", "=", "provider_identifiers.provider"),
    )
    .selectAll("identity_providers")
    .where("provider_identifiers.pool_id", "=", poolId)
    .where("provider_identifiers.identifier", "=", identifier)
    .executeTakeFirst();
  return row && toProvider(row);
}

/** A pool's providers in the order of their names, from behind the name `after`. */
export async function listProviders(
  tx: ReadTx,
  poolId: UserPoolId,
  after: string | undefined,
  limit: number,
): Promise<Pick<IdentityProvider, "name" | "type" | "createdAt" | "updatedAt">[]> {
  const rows = await tx
    .selectFrom("identity_providers")
    .select(["name", "type", "created_at", "updated_at"])
    .where("pool_id", "=", poolId)
    .where("name", ">", after ?? "")
    .orderBy("name")
    .limit(limit)
    .execute();
  return rows.map(({ name, type, created_at, updated_at }) => ({
    name,
    type,
    createdAt: created_at,
    updatedAt: updated_at,
  }));
}

export const countProviders = (tx: ReadTx, poolId: UserPoolId): Promise<number> =>
  countRows(tx, "identity_providers", poolId);

/** Which of these names are providers of the pool. */
export async function findProviderNames(
  tx: ReadTx,
  poolId: UserPoolId,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await tx
    .selectFrom("identity_providers")
    .select("name")
    .where("pool_id", "=", poolId)
    .where("name", "in", names)
    .execute();
  return new Set(rows.map(({ name }) => name));
}

/** Writes `provider` over the version it was read at; false where that is no longer the latest. */
export async function updateProvider(tx: WriteTx, provider: IdentityProvider): Promise<boolean> {
  const result = await tx
    .updateTable("identity_providers")
    .set({ ...changing(provider), version: provider.version + 1 })
    .where("pool_id", "=", provider.poolId)
    .where("name", "=", provider.name)
    .where("version", "=", provider.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** False where the pool has none of this name. Links to its users stay, and mean nothing without it. */
export async function removeProvider(tx: WriteTx, poolId: UserPoolId, name: string): Promise<boolean> {
  const result = await tx
    .deleteFrom("identity_providers")
    .where("pool_id", "=", poolId)
    .where("name", "=", name)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  await tx
    .deleteFrom("provider_identifiers")
    .where("pool_id", "=", poolId)
    .where("provider", "=", name)
    .execute();
  return true;
}
