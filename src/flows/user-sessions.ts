import { isStorable } from "../base/text.ts";
import type { Origin } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { tracksSessions } from "../domain/session-tracking.ts";
import { isNews, newTokenSessionId, seenFrom, type UserSession } from "../domain/user-session.ts";
import { holdAttempts } from "../store/attempts.ts";
import type { ReadTx, WriteTx } from "../store/db.ts";
import { type Grant, revokeGrant, revokeGrants } from "../store/grants.ts";
import {
  deleteUserSession,
  findSessionOfGrant,
  findUserSession,
  insertUserSession,
  keepUserSessions,
  listUserSessions,
  noteActivity,
  type SessionOwner,
} from "../store/user-sessions.ts";
import type { Context } from "./context.ts";
import { pageOf } from "./list-page.ts";
import { pageToken, placeOf } from "./page-token.ts";
import type { PoolAndUser } from "./users.ts";

type Tools = Pick<Context, "db" | "clock" | "vault">;

const ownerOf = ({ pool, user }: PoolAndUser, now: number): SessionOwner => ({
  poolId: pool.id,
  sub: user.sub,
  endedUpTo: Math.max(user.signedOutAt ?? 0, pool.sessions.since - 1),
  now,
});

/** More than any pool lets a user have. */
const ALL = 1000;

/**
 * Where the pool tracks sessions, records one for a sign-in that comes to its end in this transaction. Beyond what the
 * pool lets a user have, the session that was used longest ago ends, with its tokens.
 */
export async function trackSignIn(
  tx: WriteTx,
  { clock, random }: Pick<Context, "clock" | "random">,
  { pool, user, origin }: PoolAndUser & { readonly origin: Origin },
  grant: Grant,
): Promise<void> {
  if (!tracksSessions(pool)) return;
  const now = clock.now();
  const owner = ownerOf({ pool, user }, now);
  // One at a time: two who sign in side by side must not both take the last place.
  await holdAttempts(tx, { poolId: pool.id, subject: user.sub, kind: "sessions", now });
  const earlier = await listUserSessions(tx, owner, undefined, ALL);
  const kept = earlier.slice(0, pool.sessions.maxPerUser - 1);
  const evicted = earlier.slice(kept.length).map(({ grantId }) => grantId);
  await revokeGrants(tx, pool.id, evicted, now);
  await keepUserSessions(
    tx,
    owner,
    kept.map(({ id }) => id),
  );
  await insertUserSession(tx, {
    poolId: pool.id,
    id: newTokenSessionId(random),
    sub: user.sub,
    clientId: grant.clientId,
    grantId: grant.id,
    ...seenFrom(origin),
    createdAt: grant.createdAt,
    lastActiveAt: grant.createdAt,
    expiresAt: grant.expiresAt,
  });
}

/** Notes that a session's tokens were refreshed, and from where. */
export async function trackRefresh(
  { db, clock }: Pick<Context, "db" | "clock">,
  pool: Pool,
  grantId: string,
  origin: Pick<Origin, "ip" | "userAgent">,
): Promise<void> {
  if (!tracksSessions(pool)) return;
  const session = await db.read((tx) => findSessionOfGrant(tx, pool.id, grantId));
  const seen = seenFrom(origin);
  const now = clock.now();
  if (session && isNews(session, seen, now)) await db.write((tx) => noteActivity(tx, session, seen, now));
}

/** So many sessions at once; a user has hardly more. */
const PAGE = 125;

/** A page of a user's sessions, those used last first; none where the pool does not track them. */
export async function pageOfSessions(
  tools: Tools,
  operation: "AdminListUserSessions" | "ListUserSessions",
  whose: PoolAndUser,
  token: string | undefined,
): Promise<{ readonly sessions: readonly UserSession[]; readonly NextToken: string | undefined }> {
  const query = `${operation}:${whose.pool.id}:${whose.user.sub}`;
  const after = readPlace(placeOf(tools, query, token));
  if (!tracksSessions(whose.pool)) return { sessions: [], NextToken: undefined };
  const owner = ownerOf(whose, tools.clock.now());
  const found = await tools.db.read((tx) => listUserSessions(tx, owner, after, PAGE + 1));
  const { page: sessions, end } = pageOf(found, PAGE);
  return {
    sessions,
    NextToken: end && pageToken(tools, query, { lastActiveAt: end.lastActiveAt, id: end.id }),
  };
}

function readPlace(place: Record<string, unknown> | undefined) {
  if (!place) return undefined;
  const { lastActiveAt, id } = place;
  if (typeof lastActiveAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { lastActiveAt, id };
}

/** One of a user's sessions that is alive. */
export async function requireUserSession(
  tx: ReadTx,
  { clock }: Pick<Context, "clock">,
  whose: PoolAndUser,
  id: string,
): Promise<UserSession> {
  const found =
    tracksSessions(whose.pool) && isStorable(id)
      ? await findUserSession(tx, ownerOf(whose, clock.now()), id)
      : undefined;
  if (!found) throw faults.sessionNotFound(id);
  return found;
}

/** Ends a session with all its tokens. */
export async function endSession(
  tx: WriteTx,
  { clock }: Pick<Context, "clock">,
  session: UserSession,
): Promise<void> {
  await revokeGrant(tx, session.poolId, session.grantId, clock.now());
  await deleteUserSession(tx, session);
}
