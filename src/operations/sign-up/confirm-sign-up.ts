import { confirmSignUp } from "../../flows/confirm-sign-up.ts";
import { requireClientWithPool } from "../../flows/pools.ts";
import { requireSecretHash } from "../../flows/secrets.ts";
import { findUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Confirms a user by the code that SignUp or ResendConfirmationCode sent. */
export const ConfirmSignUp = operation("ConfirmSignUp", async (ctx, input) => {
  const found = await ctx.db.read(async (tx) => {
    const at = await requireClientWithPool(tx, input.ClientId);
    requireSecretHash(ctx, at.client, input.Username, input.SecretHash);
    return { ...at, user: await findUser(tx, at.pool, input.Username) };
  });
  await confirmSignUp(ctx, {
    ...found,
    username: input.Username,
    code: input.ConfirmationCode,
    takeAliases: input.ForceAliasCreation ?? false,
    clientMetadata: input.ClientMetadata,
    userAgent: ctx.caller.origin.userAgent,
  });
  return {};
});
