import type { JsonObject } from "../base/json.ts";
import type { AppClient } from "../domain/app-client.ts";
import type { Pool } from "../domain/pool.ts";
import { tokenLifetimes } from "../domain/token-validity.ts";
import { changedClaims, changedScopes, type TokenChanges } from "../domain/tokens/changes.ts";
import { API_SCOPE, accessTokenClaims, idTokenClaims, type TokenFacts } from "../domain/tokens/claims.ts";
import type { TokenGroups } from "../domain/tokens/groups.ts";
import { signingInput, withSignature } from "../domain/tokens/jwt.ts";
import type { User } from "../domain/user.ts";
import type { AuthenticationResultType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import { type Grant, insertGrant } from "../store/grants.ts";
import type { SigningKey } from "../store/signing-keys.ts";
import type { Context } from "./context.ts";
import { newRefreshToken, refreshTokenHash } from "./refresh-token.ts";

export type TokenTools = Pick<Context, "db" | "clock" | "random" | "vault" | "keys" | "settings">;

/** Whose tokens, and for which client. */
export interface TokenHolder {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User;
  readonly groups: TokenGroups;
}

const epochSeconds = (ms: number): number => Math.floor(ms / 1000);

/**
 * The tokens of a completed sign-in. `admit` runs in the transaction that stores the grant, which it is shown: it reads
 * again what may have changed since the proof, and throws to refuse.
 */
export async function issueTokens(
  tools: TokenTools,
  holder: TokenHolder & { readonly eventId?: string | undefined },
  changes: TokenChanges,
  admit: (tx: WriteTx, grant: Grant) => Promise<void>,
): Promise<AuthenticationResultType> {
  const { clock, random } = tools;
  const { pool, client, user } = holder;
  const now = clock.now();
  const grant: Grant = {
    poolId: pool.id,
    id: random.uuid(),
    sub: user.sub,
    clientId: client.id,
    username: user.username,
    authTime: now,
    eventId: holder.eventId ?? random.uuid(),
    scopes: [API_SCOPE],
    createdAt: now,
    expiresAt: now + tokenLifetimes(client.settings).refresh,
    revokedAt: null,
  };
  const refreshToken = newRefreshToken(tools, pool.id, user.sub);
  const [tokens] = await Promise.all([
    signedTokens(tools, holder, grant, changes),
    tools.db.write(async (tx) => {
      await admit(tx, grant);
      await insertGrant(tx, grant, {
        poolId: pool.id,
        hash: refreshTokenHash(refreshToken),
        grantId: grant.id,
        issuedAt: now,
        expiresAt: grant.expiresAt,
        retiredAt: null,
      });
    }),
  ]);
  return { ...tokens, RefreshToken: refreshToken };
}

/**
 * An access token and an ID token of a grant, signed now. What a function changed in them is not kept: each refresh
 * asks it again.
 */
export async function signedTokens(
  { clock, random, keys, settings }: Omit<TokenTools, "db">,
  { pool, client, user, groups }: TokenHolder,
  grant: Grant,
  changes: TokenChanges,
): Promise<AuthenticationResultType> {
  const now = clock.now();
  const lifetimes = tokenLifetimes(client.settings);
  const facts: TokenFacts = {
    issuer: settings.issuer(pool),
    client,
    user,
    grantId: grant.id,
    eventId: grant.eventId,
    scopes: changedScopes(grant.scopes, changes),
    groups: changes.groups ?? groups,
    authTime: epochSeconds(grant.authTime),
    issuedAt: epochSeconds(now),
  };
  const token = (lifetimeMs: number) => ({
    tokenId: random.uuid(),
    expiresAt: epochSeconds(now + lifetimeMs),
  });
  const poolKeys = await keys.of(pool);
  const [access, id] = await Promise.all([
    signedJwt(
      keys,
      poolKeys.access,
      changedClaims(accessTokenClaims(facts, token(lifetimes.access)), changes.access),
    ),
    signedJwt(keys, poolKeys.id, changedClaims(idTokenClaims(facts, token(lifetimes.id)), changes.id)),
  ]);
  return {
    AccessToken: access,
    ExpiresIn: Math.floor(lifetimes.access / 1000),
    TokenType: "Bearer",
    IdToken: id,
  };
}

/** A JWS (RFC 7515) of these claims. */
export async function signedJwt(keys: Context["keys"], key: SigningKey, claims: JsonObject): Promise<string> {
  const input = signingInput(key.kid, claims);
  return withSignature(input, await keys.sign(key, input));
}
