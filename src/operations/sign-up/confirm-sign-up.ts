import { confirmSignUp } from "../../flows/confirm-sign-up.ts";
import { findNamedUser } from "../../flows/named-user.ts";
import { operation } from "../operation.ts";

/** Confirms a user by the code that SignUp or ResendConfirmationCode sent. */
export const ConfirmSignUp = operation("ConfirmSignUp", async (ctx, input) => {
  const found = await findNamedUser(ctx, input);
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
