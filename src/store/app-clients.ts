import type { Selection } from "kysely";
import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { AppClient } from "../domain/app-client.ts";
import type { Pool } from "../domain/pool.ts";
import { DEFAULT_SSO_VALIDITY_MINUTES } from "../domain/session-configuration.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { erase } from "./erasures.ts";
import { fromJson, toJson } from "./json-text.ts";
import { behind } from "./pool-rows.ts";
import { poolColumns, toPool } from "./pools.ts";
import type { Tables } from "./tables.ts";

export const clientColumns = [
  "app_clients.pool_id as client_pool_id",
  "app_clients.id as client_id",
  "app_clients.name as client_name",
  "app_clients.settings as client_settings",
  "app_clients.sso_validity_minutes as client_sso_validity_minutes",
  "app_clients.secrets as client_secrets",
  "app_clients.created_at as client_created_at",
  "app_clients.updated_at as client_updated_at",
  "app_clients.version as client_version",
] as const;

type ClientRow = Selection<Tables, "app_clients", (typeof clientColumns)[number]>;

export const toClient = (row: ClientRow): AppClient => ({
  poolId: row.client_pool_id,
  id: row.client_id,
  name: row.client_name,
  settings: fromJson(row.client_settings),
  ssoValidityMinutes: row.client_sso_validity_minutes ?? DEFAULT_SSO_VALIDITY_MINUTES,
  secrets: fromJson(row.client_secrets),
  createdAt: row.client_created_at,
  updatedAt: row.client_updated_at,
  version: row.client_version,
});

/** False where the id is taken, by a client of whatever pool. */
export async function insertClient(tx: WriteTx, client: AppClient): Promise<boolean> {
  const inserted = await tx
    .insertInto("app_clients")
    .values({
      pool_id: client.poolId,
      id: client.id,
      name: client.name,
      settings: toJson(client.settings),
      sso_validity_minutes: client.ssoValidityMinutes,
      secrets: toJson(client.secrets),
      created_at: client.createdAt,
      updated_at: client.updatedAt,
      version: client.version,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function findClient(
  tx: ReadTx,
  poolId: UserPoolId,
  clientId: ClientId,
): Promise<AppClient | undefined> {
  const row = await tx
    .selectFrom("app_clients")
    .select(clientColumns)
    .where("pool_id", "=", poolId)
    .where("id", "=", clientId)
    .executeTakeFirst();
  return row && toClient(row);
}

/** For requests that name their pool by a client alone. */
export async function findClientWithPool(
  tx: ReadTx,
  clientId: ClientId,
): Promise<{ readonly pool: Pool; readonly client: AppClient } | undefined> {
  const row = await tx
    .selectFrom("app_clients")
    .innerJoin("pools", "pools.id", "app_clients.pool_id")
    .select(poolColumns)
    .select(clientColumns)
    .where("app_clients.id", "=", clientId)
    .executeTakeFirst();
  return row && { pool: toPool(row), client: toClient(row) };
}

/** A pool's clients, oldest first, from behind the client `after`. */
export async function listClients(
  tx: ReadTx,
  poolId: UserPoolId,
  after: Pick<AppClient, "createdAt" | "id"> | undefined,
  limit: number,
): Promise<AppClient[]> {
  const rows = await tx
    .selectFrom("app_clients")
    .select(clientColumns)
    .where("pool_id", "=", poolId)
    .where(behind(["created_at", "id"], after && [after.createdAt, after.id]))
    .orderBy("created_at")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(toClient);
}

/** Writes `client` over the version it was read at; false where that is no longer the latest. */
export async function updateClient(tx: WriteTx, client: AppClient): Promise<boolean> {
  const result = await tx
    .updateTable("app_clients")
    .set({
      name: client.name,
      settings: toJson(client.settings),
      sso_validity_minutes: client.ssoValidityMinutes,
      secrets: toJson(client.secrets),
      updated_at: client.updatedAt,
      version: client.version + 1,
    })
    .where("pool_id", "=", client.poolId)
    .where("id", "=", client.id)
    .where("version", "=", client.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Removes the client with its secrets; its grants count no longer, and are erased now or by and by. */
export async function removeClient(
  tx: WriteTx,
  { poolId, id }: Pick<AppClient, "poolId" | "id">,
  now: number,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("app_clients")
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  await erase(tx, { poolId, kind: "client", targetId: id, requestedAt: now });
  return true;
}
