import type { AppClient } from "../domain/app-client.ts";
import { standingRefusal } from "../domain/auth/standing.ts";
import { faults } from "../domain/fault.ts";
import type { AuthenticationResultType } from "../model/types.gen.ts";
import { findRefreshToken, type Grant } from "../store/grants.ts";
import { findUserBySub } from "../store/users.ts";
import type { Context } from "./context.ts";
import type { PoolAndClient } from "./pools.ts";
import { refreshTokenHash, userOfRefreshToken } from "./refresh-token.ts";
import { requireSecretHash } from "./secrets.ts";
import { signedTokens } from "./tokens.ts";
import { requireNoTrigger } from "./trigger.ts";

type Tools = Pick<Context, "db" | "clock" | "random" | "vault" | "keys" | "settings">;

/** New tokens for a refresh token; the sign-in they belong to, and with it `origin_jti` and `auth_time`, stays. */
export async function refresh(
  tools: Tools,
  { pool, client }: PoolAndClient,
  parameters: Readonly<Record<string, string>>,
): Promise<AuthenticationResultType> {
  const token = parameters["REFRESH_TOKEN"] ?? "";
  if (client.secrets.length > 0 && !parameters["SECRET_HASH"]) throw faults.secretHashMissing(client.id);
  const found = await tools.db.read(async (tx) => {
    const stored = await findRefreshToken(tx, pool.id, refreshTokenHash(token));
    const sub = stored?.grant.sub ?? userOfRefreshToken(tools, pool.id, token);
    const user = sub === null ? undefined : await findUserBySub(tx, pool.id, sub);
    return { stored, sub, user };
  });
  if (found.sub !== null && !found.user) throw faults.userNotFound();
  if (!found.stored || !found.user) throw faults.refreshTokenInvalid("no such token");
  const { grant } = found.stored;
  requireOf(client, grant);
  requireSecretHash(tools, client, grant.username, parameters["SECRET_HASH"]);
  if (found.stored.token.expiresAt <= tools.clock.now()) throw faults.refreshTokenExpired();
  const signedOutAt = found.user.signedOutAt ?? Number.NEGATIVE_INFINITY;
  if (grant.revokedAt !== null || grant.createdAt <= signedOutAt) throw faults.refreshTokenRevoked();
  const refusal = standingRefusal(found.user);
  if (refusal) throw refusal;
  requireNoTrigger(pool, "PreTokenGeneration");
  return signedTokens(tools, { pool, client, user: found.user }, grant);
}

function requireOf(client: AppClient, grant: Grant): void {
  if (grant.clientId !== client.id) throw faults.refreshTokenInvalid("a token of another client");
}
