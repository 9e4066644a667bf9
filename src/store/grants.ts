import type { Selectable } from "kysely";
import type { ClientId, Sub, UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";
import type { Tables } from "./tables.ts";

/** What a completed sign-in gave a client: the origin of its tokens (`origin_jti`). */
export interface Grant {
  readonly poolId: UserPoolId;
  readonly id: string;
  readonly sub: Sub;
  readonly clientId: ClientId;
  readonly username: string;
  readonly authTime: number;
  readonly eventId: string;
  readonly scopes: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export interface RefreshToken {
  readonly poolId: UserPoolId;
  readonly hash: string;
  readonly grantId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When rotation put another one in its place. */
  readonly retiredAt: number | null;
}

const toGrant = (row: Selectable<Tables["grants"]>): Grant => ({
  poolId: row.pool_id,
  id: row.id,
  sub: row.sub,
  clientId: row.client_id,
  username: row.username,
  authTime: row.auth_time,
  eventId: row.event_id,
  scopes: fromJson(row.scopes),
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
});

export async function insertGrant(tx: WriteTx, grant: Grant, refreshToken: RefreshToken): Promise<void> {
  await tx
    .insertInto("grants")
    .values({
      pool_id: grant.poolId,
      id: grant.id,
      sub: grant.sub,
      client_id: grant.clientId,
      username: grant.username,
      auth_time: grant.authTime,
      event_id: grant.eventId,
      scopes: toJson(grant.scopes),
      created_at: grant.createdAt,
      expires_at: grant.expiresAt,
      revoked_at: grant.revokedAt,
    })
    .execute();
  await insertRefreshToken(tx, refreshToken);
}

export async function insertRefreshToken(tx: WriteTx, token: RefreshToken): Promise<void> {
  await tx
    .insertInto("refresh_tokens")
    .values({
      pool_id: token.poolId,
      hash: token.hash,
      grant_id: token.grantId,
      issued_at: token.issuedAt,
      expires_at: token.expiresAt,
      retired_at: token.retiredAt,
    })
    .execute();
}

/** A token with its grant, revoked, retired and expired ones too; none once its client is gone. */
export async function findRefreshToken(
  tx: ReadTx,
  poolId: UserPoolId,
  hash: string,
): Promise<{ readonly token: RefreshToken; readonly grant: Grant } | undefined> {
  const row = await tx
    .selectFrom("refresh_tokens")
    .innerJoin("grants", (join) =>
      join
        .onRef("grants.pool_id", "=", "refresh_tokens.pool_id")
        .onRef("grants.id", "=", "refresh_tokens.grant_id"),
    )
    .innerJoin("app_clients", (join) =>
      join
        .onRef("app_clients.pool_id", "=", "grants.pool_id")
        .onRef("app_clients.id", "=", "grants.client_id"),
    )
    .selectAll("grants")
    .select([
      "refresh_tokens.hash",
      "refresh_tokens.issued_at",
      "refresh_tokens.expires_at as token_expires_at",
      "refresh_tokens.retired_at",
    ])
    .where("refresh_tokens.pool_id", "=", poolId)
    .where("refresh_tokens.hash", "=", hash)
    .executeTakeFirst();
  if (!row) return undefined;
  const token: RefreshToken = {
    poolId,
    hash: row.hash,
    grantId: row.id,
    issuedAt: row.issued_at,
    expiresAt: row.token_expires_at,
    retiredAt: row.retired_at,
  };
  return { token, grant: toGrant(row) };
}

/** True for one caller only: the one that may put another token in this one's place. */
export async function retireRefreshToken(
  tx: WriteTx,
  poolId: UserPoolId,
  hash: string,
  now: number,
): Promise<boolean> {
  const row = await tx
    .updateTable("refresh_tokens")
    .set({ retired_at: now })
    .where("pool_id", "=", poolId)
    .where("hash", "=", hash)
    .where("retired_at", "is", null)
    .returning("hash")
    .executeTakeFirst();
  return row !== undefined;
}

export async function findGrant(tx: ReadTx, poolId: UserPoolId, id: string): Promise<Grant | undefined> {
  const row = await tx
    .selectFrom("grants")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toGrant(row);
}

/** Revokes a handful of grants. */
export async function revokeGrants(
  tx: WriteTx,
  poolId: UserPoolId,
  ids: readonly string[],
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable("grants")
    .set({ revoked_at: now })
    .where("pool_id", "=", poolId)
    .where("id", "in", ids)
    .where("revoked_at", "is", null)
    .execute();
}

/** False where it is revoked already, or there is no such grant. */
export async function revokeGrant(
  tx: WriteTx,
  poolId: UserPoolId,
  id: string,
  now: number,
): Promise<boolean> {
  const result = await tx
    .updateTable("grants")
    .set({ revoked_at: now })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
