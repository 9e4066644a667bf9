import type { AppClient } from "../domain/app-client.ts";
import { requireGoodStanding } from "../domain/auth/standing.ts";
import type { Origin } from "../domain/caller.ts";
import { type Fault, faults } from "../domain/fault.ts";
import { revokesOnReuse } from "../domain/reserved-tags.ts";
import { type RotationState, rotatesRefreshTokens, rotationState } from "../domain/tokens/rotation.ts";
import type { User } from "../domain/user.ts";
import type { AuthenticationResultType } from "../model/types.gen.ts";
import { LostRace, type ReadTx } from "../store/db.ts";
import {
  findRefreshToken,
  type Grant,
  insertRefreshToken,
  type RefreshToken,
  retireRefreshToken,
  revokeGrant,
} from "../store/grants.ts";
import { findUserBySub } from "../store/users.ts";
import { groupsForTokens } from "./groups.ts";
import type { PoolAndClient } from "./pools.ts";
import { customisesTokens, tokenChanges } from "./pre-token-generation.ts";
import { newRefreshToken, refreshTokenHash, userOfRefreshToken } from "./refresh-token.ts";
import { signedTokens, type TokenTools } from "./tokens.ts";
import type { TriggerTools } from "./trigger.ts";
import { trackRefresh } from "./user-sessions.ts";

type Tools = TokenTools & TriggerTools;

/** A refresh token as a client presents it. */
export interface RefreshRequest extends PoolAndClient {
  readonly token: string;
  /** For what takes the token's username to judge; throws to refuse. */
  readonly requireSecretHash?: (username: string) => void;
  /** The refusal of a token that rotation has put another one in the place of. */
  readonly reused: () => Fault;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly origin: Pick<Origin, "ip" | "userAgent">;
}

/**
 * New tokens for a refresh token; the sign-in they belong to, and with it `origin_jti` and `auth_time`, stays. Under
 * rotation a new refresh token is among them.
 */
export async function refresh(tools: Tools, request: RefreshRequest): Promise<AuthenticationResultType> {
  const { pool, client, requireSecretHash, clientMetadata, origin } = request;
  const presented = await tools.db.read((tx) => findPresented(tx, tools, request));
  const { grant, user } = presented;
  requireSecretHash?.(grant.username);
  await requireGood(tools, request, presented);

  const groups = await tools.db.read((tx) => groupsForTokens(tx, user));
  const holder = { pool, client, user, groups };
  const changes = await tokenChanges(tools, holder, {
    source: "TokenGeneration_RefreshTokens",
    scopes: grant.scopes,
    clientMetadata,
    userAgent: origin.userAgent,
  });
  const [tokens, next] = await Promise.all([
    signedTokens(tools, holder, grant, changes),
    rotatesRefreshTokens(client) ? rotate(tools, request) : judgeAgain(tools, request),
  ]);
  await trackRefresh(tools, pool, grant.id, origin);
  return { ...tokens, ...(next !== null && { RefreshToken: next }) };
}

interface Presented {
  readonly token: RefreshToken;
  readonly grant: Grant;
  readonly user: User;
}

/** The token and whose it is; refuses one that is not the client's. */
async function findPresented(
  tx: ReadTx,
  tools: Pick<Tools, "vault">,
  { pool, client, token }: RefreshRequest,
): Promise<Presented> {
  const stored = await findRefreshToken(tx, pool.id, refreshTokenHash(token));
  const sub = stored?.grant.sub ?? userOfRefreshToken(tools, pool.id, token);
  const user = sub === null ? undefined : await findUserBySub(tx, pool.id, sub);
  if (sub !== null && !user) throw faults.userNotFound();
  if (!stored || !user) throw faults.refreshTokenInvalid("no such token");
  requireOf(client, stored.grant);
  return { ...stored, user };
}

function requireOf(client: AppClient, grant: Grant): void {
  if (grant.clientId !== client.id) throw faults.refreshTokenInvalid("a token of another client");
}

/** Refuses a token that is too old or revoked. One that was rotated out is told of: it asks for more than a refusal. */
function rotationOf({ token, grant, user }: Presented, client: AppClient, now: number): RotationState {
  if (token.expiresAt <= now) throw faults.refreshTokenExpired();
  // Disabling ends the token too, but why it did says more.
  if (!user.enabled) throw faults.userDisabled();
  const signedOutAt = user.signedOutAt ?? Number.NEGATIVE_INFINITY;
  if (grant.revokedAt !== null || grant.createdAt <= signedOutAt) throw faults.refreshTokenRevoked();
  return rotationState(token, client, now);
}

async function requireGood(tools: Tools, request: RefreshRequest, presented: Presented): Promise<void> {
  const state = rotationOf(presented, request.client, tools.clock.now());
  if (state === "reused") throw await reuse(tools, request, presented.grant);
  requireGoodStanding(presented.user);
}

/** The refusal of a token that is used again, with which the whole sign-in ends where the pool wants that. */
async function reuse(
  { db, clock }: Pick<Tools, "db" | "clock">,
  { pool, reused }: RefreshRequest,
  grant: Grant,
): Promise<Fault> {
  if (revokesOnReuse(pool.settings.UserPoolTags)) {
    await db.write((tx) => revokeGrant(tx, pool.id, grant.id, clock.now()));
  }
  return reused();
}

/** While a function ran, the token may have been revoked, or its user disabled. */
async function judgeAgain(tools: Tools, request: RefreshRequest): Promise<null> {
  if (customisesTokens(request.pool)) {
    await requireGood(tools, request, await tools.db.read((tx) => findPresented(tx, tools, request)));
  }
  return null;
}

/**
 * Puts a new refresh token, which lives no longer, in the place of the one presented. Of many who present it at once
 * one does, and the others do so only while the client lets them try again.
 */
async function rotate(tools: Tools, request: RefreshRequest): Promise<string> {
  const { pool, client } = request;
  const rotated = await tools.db.write(async (tx) => {
    const now = tools.clock.now();
    const presented = await findPresented(tx, tools, request);
    const { token, grant, user } = presented;
    const state = rotationOf(presented, client, now);
    if (state === "reused") return { grant };
    requireGoodStanding(user);
    if (state === "current" && !(await retireRefreshToken(tx, pool.id, token.hash, now))) {
      throw new LostRace("the refresh token was rotated meanwhile");
    }
    const next = newRefreshToken(tools, pool.id, user.sub);
    const hash = refreshTokenHash(next);
    await insertRefreshToken(tx, { ...token, hash, issuedAt: now, retiredAt: null });
    return { next };
  });
  if (rotated.next === undefined) throw await reuse(tools, request, rotated.grant);
  return rotated.next;
}
