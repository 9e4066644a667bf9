import { readMfaOptions } from "../../domain/mfa-options.ts";
import { requireUserBySub, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Sets the signed-in user's legacy MFA options, which are shown and have no other effect. */
export const SetUserSettings = operation("SetUserSettings", async (ctx, input) => {
  const { pool, user } = ctx.caller;
  const mfaOptions = readMfaOptions(input.MFAOptions);
  return ctx.db.write(async (tx) => {
    const current = await requireUserBySub(tx, pool, user.sub);
    await saveUser(tx, { ...current, mfaOptions, updatedAt: ctx.clock.now() });
    return {};
  });
});
