import { tokenLifetimes } from "../domain/token-validity.ts";
import { changedClaims, changedScopes } from "../domain/tokens/changes.ts";
import { clientTokenClaims } from "../domain/tokens/client-claims.ts";
import type { Context } from "./context.ts";
import type { PoolAndClient } from "./pools.ts";
import { clientTokenChanges, type TokenRequest } from "./pre-token-generation.ts";
import { signedJwt } from "./tokens.ts";
import type { TriggerTools } from "./trigger.ts";

/** A token that speaks for a client itself. */
export interface ClientToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

type Tools = TriggerTools & Pick<Context, "random" | "keys" | "settings">;

/** Makes an access token for a client that has proved its secret (RFC 6749 section 4.4); nothing of it is stored. */
export async function clientToken(
  ctx: Tools,
  { pool, client }: PoolAndClient,
  request: Omit<TokenRequest, "source">,
): Promise<ClientToken> {
  const changes = await clientTokenChanges(ctx, { pool, client }, request);
  const issuedAt = Math.floor(ctx.clock.now() / 1000);
  const expiresIn = Math.floor(tokenLifetimes(client.settings).access / 1000);
  const claims = clientTokenClaims({
    issuer: ctx.settings.issuer(pool),
    client,
    scopes: changedScopes(request.scopes, changes),
    tokenId: ctx.random.uuid(),
    issuedAt,
    expiresAt: issuedAt + expiresIn,
  });
  const { access: key } = await ctx.keys.of(pool);
  return { accessToken: await signedJwt(ctx.keys, key, changedClaims(claims, changes.access)), expiresIn };
}
