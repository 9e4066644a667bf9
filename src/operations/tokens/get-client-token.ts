import { type ClientScopes, clientScopes, customScopesOf } from "../../domain/client-scopes.ts";
import { type Fault, faults } from "../../domain/fault.ts";
import { clientToken } from "../../flows/client-token.ts";
import { existingScopes } from "../../flows/custom-scopes.ts";
import { requireClientWithPool } from "../../flows/pools.ts";
import { knowsClientSecret } from "../../flows/secrets.ts";
import { operation } from "../operation.ts";

/** An access token for an app client itself, which proves who it is by its secret; with it comes no user. */
export const GetClientToken = operation("GetClientToken", async (ctx, input) => {
  const found = await ctx.db.read((tx) => requireClientWithPool(tx, input.ClientId));
  const { pool, client } = found;
  if (!knowsClientSecret(ctx, client, input.Secret)) throw faults.clientOrSecretInvalid();
  if (!client.settings.ExplicitAuthFlows?.includes("ALLOW_CLIENT_TOKEN_AUTH")) {
    throw faults.clientTokenAuthNotEnabled();
  }
  const named = [...customScopesOf(client), ...(input.Scopes ?? [])];
  const existing = await ctx.db.read((tx) => existingScopes(tx, pool.id, named));
  const decided = clientScopes(client, input.Scopes, existing);
  if (decided.kind !== "granted") throw refusalOf(decided);

  const { accessToken, expiresIn } = await clientToken(ctx, found, {
    scopes: decided.scopes,
    clientMetadata: input.ClientMetadata,
    userAgent: ctx.caller.origin.userAgent,
  });
  return {
    ClientAuthenticationResult: { AccessToken: accessToken, ExpiresIn: expiresIn, TokenType: "Bearer" },
  };
});

const refusalOf = ({ kind, scope }: Exclude<ClientScopes, { kind: "granted" }>): Fault =>
  kind === "unknown" ? faults.requestedScopeUnknown(scope) : faults.requestedScopeNotAllowed(scope);
