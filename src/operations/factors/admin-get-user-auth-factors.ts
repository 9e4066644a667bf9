import { userFactors } from "../../domain/auth/user-factors.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** With what a user can begin a sign-in. */
export const AdminGetUserAuthFactors = operation("AdminGetUserAuthFactors", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    return { Username: user.username, ConfiguredUserAuthFactors: userFactors(pool, user) };
  }),
);
