import { signedOut } from "../../domain/sign-out.ts";
import { requirePoolAndUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Lets a disabled user sign in again; the tokens of before stay ended. */
export const AdminEnableUser = operation("AdminEnableUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    const now = ctx.clock.now();
    // Ended once more: a sign-in beside the disabling may have stored its tokens a moment later.
    if (!user.enabled) await saveUser(tx, { ...signedOut(user, now), enabled: true, updatedAt: now });
    return {};
  }),
);
