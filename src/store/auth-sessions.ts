import type { Selectable } from "kysely";
import type { ClientId, Sub, UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import type { Tables } from "./tables.ts";

/** A sign-in that waits for the answer to a challenge. */
export interface AuthSession {
  readonly poolId: UserPoolId;
  readonly id: string;
  readonly clientId: ClientId;
  /** Null where nobody has the name and the challenge is a pretence. */
  readonly sub: Sub | null;
  readonly username: string;
  readonly challenge: string;
  readonly state: Sealed;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Wrong answers so far. */
  readonly tries: number;
  /** When the right answer came: there is no second one. */
  readonly claimedAt: number | null;
}

const toSession = (row: Selectable<Tables["auth_sessions"]>): AuthSession => ({
  poolId: row.pool_id,
  id: row.id,
  clientId: row.client_id,
  sub: row.sub,
  username: row.username,
  challenge: row.challenge,
  state: row.state,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  tries: row.tries,
  claimedAt: row.claimed_at,
});

export async function insertSession(tx: WriteTx, session: AuthSession): Promise<void> {
  await tx
    .insertInto("auth_sessions")
    .values({
      pool_id: session.poolId,
      id: session.id,
      client_id: session.clientId,
      sub: session.sub,
      username: session.username,
      challenge: session.challenge,
      state: session.state,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      tries: session.tries,
      claimed_at: session.claimedAt,
    })
    .execute();
}

/** Claimed and expired sessions are found too. */
export async function findSession(
  tx: ReadTx,
  poolId: UserPoolId,
  id: string,
): Promise<AuthSession | undefined> {
  const row = await tx
    .selectFrom("auth_sessions")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toSession(row);
}

/** True for one caller only, while the session lives. */
export async function claimSession(
  tx: WriteTx,
  poolId: UserPoolId,
  id: string,
  now: number,
): Promise<boolean> {
  const row = await tx
    .updateTable("auth_sessions")
    .set({ claimed_at: now })
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .where("claimed_at", "is", null)
    .where("expires_at", ">", now)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts a wrong answer and says how many there were; 0 where there is no such session. */
export async function countSessionTry(tx: WriteTx, poolId: UserPoolId, id: string): Promise<number> {
  const row = await tx
    .updateTable("auth_sessions")
    .set((eb) => ({ tries: eb("tries", "+", 1) }))
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .returning("tries")
    .executeTakeFirst();
  return row?.tries ?? 0;
}

/** For the challenges that are answered without naming their session. */
export async function newestOpenSession(
  tx: ReadTx,
  wanted: {
    readonly poolId: UserPoolId;
    readonly clientId: ClientId;
    readonly sub: Sub;
    readonly challenge: string;
    readonly now: number;
  },
): Promise<AuthSession | undefined> {
  const row = await tx
    .selectFrom("auth_sessions")
    .selectAll()
    .where("pool_id", "=", wanted.poolId)
    .where("sub", "=", wanted.sub)
    .where("client_id", "=", wanted.clientId)
    .where("challenge", "=", wanted.challenge)
    .where("claimed_at", "is", null)
    .where("expires_at", ">", wanted.now)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && toSession(row);
}
