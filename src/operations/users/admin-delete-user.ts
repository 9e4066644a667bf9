import { faults } from "../../domain/fault.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { removeUser } from "../../store/users.ts";
import { operation } from "../operation.ts";

/** Deletes a user; names are free again at once, and tokens no longer count. */
export const AdminDeleteUser = operation("AdminDeleteUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    if (!(await removeUser(tx, user, ctx.clock.now()))) throw faults.userNotFound();
    return {};
  }),
);
