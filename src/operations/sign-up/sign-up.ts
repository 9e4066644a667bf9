import { reportedByApp } from "../../domain/risk/reported.ts";
import { recordDone } from "../../flows/auth-events.ts";
import { requireClientWithPool } from "../../flows/pools.ts";
import { requireSecretHash } from "../../flows/secrets.ts";
import { deliveryDetails } from "../../flows/send-code.ts";
import { signUp } from "../../flows/sign-up.ts";
import { operation } from "../operation.ts";

/** Makes a user at the user's own wish, who has to confirm an address that the pool verifies (ConfirmSignUp). */
export const SignUp = operation("SignUp", async (ctx, input) => {
  const found = await ctx.db.read((tx) => requireClientWithPool(tx, input.ClientId));
  requireSecretHash(ctx, found.client, input.Username, input.SecretHash);
  const { user, to } = await signUp(ctx, {
    ...found,
    username: input.Username,
    password: input.Password,
    attributes: input.UserAttributes,
    validationData: input.ValidationData,
    clientMetadata: input.ClientMetadata,
    userAgent: ctx.caller.origin.userAgent,
  });
  const origin = reportedByApp(ctx.caller.origin, found.client, input.UserContextData);
  const passed = user.status === "CONFIRMED" ? "Pass" : "InProgress";
  await recordDone(ctx, { ...found, user, origin, type: "SignUp", passed, password: input.Password });
  return {
    UserConfirmed: user.status === "CONFIRMED",
    UserSub: user.sub,
    ...(to && { CodeDeliveryDetails: deliveryDetails(to) }),
  };
});
