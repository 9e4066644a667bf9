import { signedOut } from "../../domain/sign-out.ts";
import { requirePoolAndUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Keeps a user from signing in, and ends every token for good. */
export const AdminDisableUser = operation("AdminDisableUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    const now = ctx.clock.now();
    if (user.enabled) await saveUser(tx, { ...signedOut(user, now), enabled: false, updatedAt: now });
    return {};
  }),
);
