import { userFactors } from "../../domain/auth/user-factors.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** With what a user can begin a sign-in. */
export const AdminGetUserAuthFactors = operation("AdminGetUserAuthFactors", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { pool, user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    return { Username: user.username, ConfiguredUserAuthFactors: userFactors(pool, user) };
  }),
);
