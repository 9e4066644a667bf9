import { readMfaOptions } from "../../domain/mfa-options.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Sets a user's legacy MFA options, which are shown and have no other effect. */
export const AdminSetUserSettings = operation("AdminSetUserSettings", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    const mfaOptions = readMfaOptions(input.MFAOptions);
    await saveUser(tx, { ...user, mfaOptions, updatedAt: ctx.clock.now() });
    return {};
  }),
);
