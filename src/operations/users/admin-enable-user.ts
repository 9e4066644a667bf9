import { signedOut } from "../../domain/sign-out.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Lets a disabled user sign in again; the tokens of before stay ended. */
export const AdminEnableUser = operation("AdminEnableUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    const now = ctx.clock.now();
    // Ended once more: a sign-in beside the disabling may have stored its tokens a moment later.
    if (!user.enabled) await saveUser(tx, { ...signedOut(user, now), enabled: true, updatedAt: now });
    return {};
  }),
);
