import { faults } from "../../domain/fault.ts";
import { sendResetCode } from "../../flows/recover.ts";
import { requirePoolAndUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/**
 * Voids a user's password and sends a code with which the user sets another one (ConfirmForgotPassword). Until then
 * every sign-in answers PasswordResetRequiredException.
 */
export const AdminResetUserPassword = operation("AdminResetUserPassword", async (ctx, input) => {
  const { origin } = ctx.caller;
  const read = await ctx.db.read((tx) => requirePoolAndUser(tx, input, origin));

  const to = await sendResetCode(
    ctx,
    { ...read, by: "administrator", clientMetadata: input.ClientMetadata, userAgent: origin.userAgent },
    (tx, user) => {
      const now = ctx.clock.now();
      return saveUser(tx, {
        ...user,
        status: "RESET_REQUIRED",
        password: null,
        passwordSetAt: now,
        updatedAt: now,
      });
    },
  );
  if (!to) throw faults.userNotFound();
  return {};
});
