import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import { removeUser } from "../../store/users.ts";
import { operation } from "../operation.ts";

/** Deletes a user; names are free again at once, and tokens no longer count. */
export const AdminDeleteUser = operation("AdminDeleteUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    if (!(await removeUser(tx, user, ctx.clock.now()))) throw faults.userNotFound();
    return {};
  }),
);
