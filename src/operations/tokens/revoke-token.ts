import { clientId } from "../../base/ids.ts";
import { faults } from "../../domain/fault.ts";
import { readJwt } from "../../domain/tokens/jwt.ts";
import { refreshTokenHash } from "../../flows/refresh-token.ts";
import { knowsClientSecret } from "../../flows/secrets.ts";
import { findClientWithPool } from "../../store/app-clients.ts";
import { findRefreshToken, revokeGrant } from "../../store/grants.ts";
import { operation } from "../operation.ts";

/**
 * Ends the sign-in that a refresh token came from, with all its tokens. As RFC 7009 (section 2.2) has it, one that
 * means nothing, or nothing any more, is no error.
 */
export const RevokeToken = operation("RevokeToken", async (ctx, input) => {
  const found = await ctx.db.read((tx) => findClientWithPool(tx, clientId(input.ClientId)));
  if (!found) throw faults.clientUnauthorized("no such client");
  const { pool, client } = found;
  if (!knowsClientSecret(ctx, client, input.ClientSecret)) throw faults.clientUnauthorized("a wrong secret");
  if (!client.settings.EnableTokenRevocation) throw faults.tokenRevocationNotEnabled();
  if (readJwt(input.Token)) throw faults.tokenTypeNotRevocable();

  const stored = await ctx.db.read((tx) => findRefreshToken(tx, pool.id, refreshTokenHash(input.Token)));
  if (!stored) return {};
  const { grant } = stored;
  if (grant.clientId !== client.id) throw faults.clientUnauthorized("a token of another client");
  if (grant.revokedAt !== null) return {};
  await ctx.db.write((tx) => revokeGrant(tx, pool.id, grant.id, ctx.clock.now()));
  return {};
});
