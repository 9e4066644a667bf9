import { readMfaOptions } from "../../domain/mfa-options.ts";
import { requirePoolAndUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Sets a user's legacy MFA options, which are shown and have no other effect. */
export const AdminSetUserSettings = operation("AdminSetUserSettings", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    const mfaOptions = readMfaOptions(input.MFAOptions);
    await saveUser(tx, { ...user, mfaOptions, updatedAt: ctx.clock.now() });
    return {};
  }),
);
