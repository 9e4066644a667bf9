import type { AppClient } from "../../domain/app-client.ts";
import { faults } from "../../domain/fault.ts";
import { requireClientWithPool } from "../../flows/pools.ts";
import { refresh } from "../../flows/refresh.ts";
import { knowsClientSecret } from "../../flows/secrets.ts";
import { type OperationContext, operation } from "../operation.ts";

/** New tokens for a refresh token, which rotation, where the client has it, replaces as well. */
export const GetTokensFromRefreshToken = operation("GetTokensFromRefreshToken", async (ctx, input) => {
  const found = await ctx.db.read((tx) => requireClientWithPool(tx, input.ClientId));
  requireSecret(ctx, found.client, input.ClientSecret);
  const tokens = await refresh(ctx, {
    ...found,
    token: input.RefreshToken,
    reused: faults.refreshTokenReused,
    clientMetadata: input.ClientMetadata,
    origin: ctx.caller.origin,
  });
  return { AuthenticationResult: tokens };
});

function requireSecret(
  ctx: OperationContext<"GetTokensFromRefreshToken">,
  client: AppClient,
  given: string | undefined,
): void {
  if (knowsClientSecret(ctx, client, given)) return;
  throw given === undefined ? faults.clientSecretMissing(client.id) : faults.clientSecretWrong(client.id);
}
