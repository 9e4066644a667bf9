import { signedOut } from "../../domain/sign-out.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Ends every token of a user, whichever client's. */
export const AdminUserGlobalSignOut = operation("AdminUserGlobalSignOut", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    await saveUser(tx, signedOut(await requireUser(tx, pool, input.Username), ctx.clock.now()));
    return {};
  }),
);
