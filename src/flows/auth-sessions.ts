import { concat, sha256, toBase64, toHex, utf8 } from "../base/bytes.ts";
import { minutes } from "../base/clock.ts";
import type { AppClient } from "../domain/app-client.ts";
import type { AuthState, ChallengeName } from "../domain/auth/state.ts";
import { type Fault, faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import type { User } from "../domain/user.ts";
import { type AuthSession, claimSession, findSession, insertSession } from "../store/auth-sessions.ts";
import type { WriteTx } from "../store/db.ts";
import type { Context } from "./context.ts";

type Tools = Pick<Context, "db" | "clock" | "random" | "vault">;

/** Wrong answers after which a session takes no more. */
const MAX_SESSION_TRIES = 5;

/** What a `Session` begins with, as the service's do: `AYAB` in base64. */
const SESSION_PREFIX = Uint8Array.of(0x01, 0x80, 0x01);

export const newSessionToken = ({ random }: Pick<Tools, "random">): string =>
  toBase64(concat(SESSION_PREFIX, random.bytes(45)));

/** The id under which the holder of a `Session` or SECRET_BLOCK finds the stored session. */
const sessionId = (token: string): string => toHex(sha256(utf8(token)));

const context = (session: Pick<AuthSession, "poolId" | "id">): string =>
  `auth-session:${session.poolId}:${session.id}`;

export interface SessionOwner {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User | undefined;
  readonly username: string;
}

/**
 * Stores what a sign-in waits for; only who holds `token` can go on with it. `admit` runs in the same transaction, and
 * throws to refuse.
 */
export async function openSession(
  { db, clock, vault }: Tools,
  { pool, client, user, username }: SessionOwner,
  token: string,
  state: AuthState,
  admit?: (tx: WriteTx) => Promise<void>,
): Promise<void> {
  const key = { poolId: pool.id, id: sessionId(token) };
  const now = clock.now();
  const session: AuthSession = {
    ...key,
    clientId: client.id,
    sub: user?.sub ?? null,
    username,
    challenge: state.waiting.challenge,
    state: vault.seal(context(key), utf8(JSON.stringify(state))),
    createdAt: now,
    expiresAt: now + minutes(client.settings.AuthSessionValidity),
    tries: 0,
    claimedAt: null,
  };
  await db.write(async (tx) => {
    await admit?.(tx);
    await insertSession(tx, session);
  });
}

/** Challenges whose refusals tell nothing of their sessions. */
const SAYS_NOTHING: ReadonlySet<ChallengeName> = new Set(["PASSWORD_VERIFIER"]);

/** The session a token names; refuses one of another client or challenge, one that is used up, and one that is too old. */
export async function requireSession(
  { db, clock }: Pick<Tools, "db" | "clock">,
  client: AppClient,
  challenge: ChallengeName,
  token: string,
): Promise<AuthSession> {
  const session = await db.read((tx) => findSession(tx, client.poolId, sessionId(token)));
  if (!session) throw discreet(challenge, faults.sessionInvalid("unknown"));
  const refusal = sessionRefusal(session, client, challenge, clock.now());
  if (refusal) throw discreet(challenge, refusal);
  return session;
}

/** Takes a session's refusal for what the challenge may tell of it. */
const discreet = (challenge: ChallengeName, refusal: Fault): Fault =>
  SAYS_NOTHING.has(challenge) ? faults.wrongCredentials(refusal.detail ?? refusal.message) : refusal;

/** Makes the session the caller's own, so that of many right answers one goes on; refuses all others. */
export async function takeSession(
  tx: WriteTx,
  session: AuthSession,
  challenge: ChallengeName,
  now: number,
): Promise<void> {
  if (!(await claimSession(tx, session.poolId, session.id, now))) {
    throw discreet(challenge, faults.sessionUsed());
  }
}

function sessionRefusal(
  session: AuthSession,
  client: AppClient,
  challenge: ChallengeName,
  now: number,
): Fault | null {
  if (session.clientId !== client.id) return faults.sessionInvalid("a session of another client");
  if (session.challenge !== challenge) return faults.sessionInvalid("a session of another challenge");
  if (session.claimedAt !== null) return faults.sessionUsed();
  if (session.expiresAt <= now) return faults.sessionExpired();
  return session.tries >= MAX_SESSION_TRIES ? faults.sessionInvalid("too many wrong answers") : null;
}

export const stateOf = ({ vault }: Pick<Tools, "vault">, session: AuthSession): AuthState =>
  JSON.parse(Buffer.from(vault.open(context(session), session.state)).toString("utf8"));
