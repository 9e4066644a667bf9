import { concealsUsers } from "../../domain/client-settings.ts";
import { faults } from "../../domain/fault.ts";
import { reportedByApp } from "../../domain/risk/reported.ts";
import { watched } from "../../flows/auth-events.ts";
import { findNamedUser } from "../../flows/named-user.ts";
import { isConcealed, pretendResetCode, sendResetCode } from "../../flows/recover.ts";
import { deliveryDetails } from "../../flows/send-code.ts";
import { countCodeRequest } from "../../flows/stand-in-code.ts";
import { migrateUser } from "../../flows/user-migration.ts";
import { operation } from "../operation.ts";

/** Sends a user who forgot the password a code to set another one with (ConfirmForgotPassword). */
export const ForgotPassword = operation("ForgotPassword", async (ctx, input) => {
  const { userAgent } = ctx.caller.origin;
  const { pool, client, user: named } = await findNamedUser(ctx, input);
  await countCodeRequest(ctx, { pool, user: named, username: input.Username }, "recovery");
  const user =
    named ??
    (await migrateUser(ctx, {
      pool,
      client,
      source: "UserMigration_ForgotPassword",
      username: input.Username,
      clientMetadata: input.ClientMetadata,
      userAgent,
    }));
  const origin = reportedByApp(ctx.caller.origin, client, input.UserContextData);
  const watch = { pool, client, user, origin, type: "ForgotPassword", passed: "InProgress" } as const;
  return watched(ctx, watch, async () => {
    const to =
      user && !isConcealed({ pool, client }, user)
        ? await sendResetCode(ctx, {
            pool,
            user,
            by: "user",
            clientId: client.id,
            clientMetadata: input.ClientMetadata,
            userAgent,
          })
        : null;
    if (to) return { CodeDeliveryDetails: deliveryDetails(to) };
    if (!concealsUsers(client)) throw faults.userClientCombinationNotFound();
    return { CodeDeliveryDetails: await pretendResetCode(ctx, pool, input.Username) };
  });
});
