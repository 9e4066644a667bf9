import { signedOut } from "../../domain/sign-out.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Keeps a user from signing in, and ends every token for good. */
export const AdminDisableUser = operation("AdminDisableUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    const now = ctx.clock.now();
    if (user.enabled) await saveUser(tx, { ...signedOut(user, now), enabled: false, updatedAt: now });
    return {};
  }),
);
