import type { Selectable } from "kysely";
import type { Sub, UserPoolId } from "../base/ids.ts";
import type { Seen, UserSession } from "../domain/user-session.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { behind } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

/** Whose sessions, and which of them are alive. */
export interface SessionOwner {
  readonly poolId: UserPoolId;
  readonly sub: Sub;
  /** Sessions that began at this time or earlier are none any more. */
  readonly endedUpTo: number;
  readonly now: number;
}

/** Behind which session a page begins: lists begin with what was used last. */
export type SessionPlace = Pick<UserSession, "lastActiveAt" | "id">;

const toUserSession = (row: Selectable<Tables["user_sessions"]>): UserSession => ({
  poolId: row.pool_id,
  id: row.id,
  sub: row.sub,
  clientId: row.client_id,
  grantId: row.grant_id,
  deviceType: row.device_type,
  ip: row.ip,
  createdAt: row.created_at,
  lastActiveAt: row.last_active_at,
  expiresAt: row.expires_at,
});

export async function insertUserSession(tx: WriteTx, session: UserSession): Promise<void> {
  await tx
    .insertInto("user_sessions")
    .values({
      pool_id: session.poolId,
      id: session.id,
      sub: session.sub,
      client_id: session.clientId,
      grant_id: session.grantId,
      device_type: session.deviceType,
      ip: session.ip,
      created_at: session.createdAt,
      last_active_at: session.lastActiveAt,
      expires_at: session.expiresAt,
    })
    .execute();
}

/** A session lives as long as its grant and its client do. */
const live = (tx: ReadTx, { poolId, sub, endedUpTo, now }: SessionOwner) =>
  tx
    .selectFrom("user_sessions")
    .innerJoin("grants", (join) =>
      join
        .onRef("grants.pool_id", "=", "user_sessions.pool_id")
        .onRef("grants.id", "=", "user_sessions.grant_id"),
    )
    .innerJoin("app_clients", (join) =>
      join
        .onRef("app_clients.pool_id", "=", "user_sessions.pool_id")
        .onRef("app_clients.id", "=", "user_sessions.client_id"),
    )
    .where("user_sessions.pool_id", "=", poolId)
    .where("user_sessions.sub", "=", sub)
    .where("user_sessions.created_at", ">", endedUpTo)
    .where("user_sessions.expires_at", ">", now)
    .where("grants.revoked_at", "is", null);

/** A user's sessions that are alive, the last used first, from behind `after`. */
export async function listUserSessions(
  tx: ReadTx,
  owner: SessionOwner,
  after: SessionPlace | undefined,
  limit: number,
): Promise<UserSession[]> {
  const rows = await live(tx, owner)
    .selectAll("user_sessions")
    .where(
      behind(
        ["user_sessions.last_active_at", "user_sessions.id"],
        after && [after.lastActiveAt, after.id],
        "descending",
      ),
    )
    .orderBy("user_sessions.last_active_at", "desc")
    .orderBy("user_sessions.id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toUserSession);
}

/** One of a user's sessions, if it is alive. */
export async function findUserSession(
  tx: ReadTx,
  owner: SessionOwner,
  id: string,
): Promise<UserSession | undefined> {
  const row = await live(tx, owner)
    .selectAll("user_sessions")
    .where("user_sessions.id", "=", id)
    .executeTakeFirst();
  return row && toUserSession(row);
}

export async function findSessionOfGrant(
  tx: ReadTx,
  poolId: UserPoolId,
  grantId: string,
): Promise<UserSession | undefined> {
  const row = await tx
    .selectFrom("user_sessions")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("grant_id", "=", grantId)
    .executeTakeFirst();
  return row && toUserSession(row);
}

/** Notes the session's latest activity, unless a later one is noted already. */
export async function noteActivity(
  tx: WriteTx,
  { poolId, id }: Pick<UserSession, "poolId" | "id">,
  { deviceType, ip }: Seen,
  now: number,
): Promise<void> {
  await tx
    .updateTable("user_sessions")
    .set({ device_type: deviceType, ip, last_active_at: now })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .where("last_active_at", "<=", now)
    .execute();
}

/** Deletes all sessions of a user but these. */
export async function keepUserSessions(
  tx: WriteTx,
  { poolId, sub }: Pick<SessionOwner, "poolId" | "sub">,
  kept: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom("user_sessions")
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .$if(kept.length > 0, (query) => query.where("id", "not in", kept))
    .execute();
}

export async function deleteUserSession(
  tx: WriteTx,
  { poolId, id }: Pick<UserSession, "poolId" | "id">,
): Promise<void> {
  await tx.deleteFrom("user_sessions").where("pool_id", "=", poolId).where("id", "=", id).execute();
}
