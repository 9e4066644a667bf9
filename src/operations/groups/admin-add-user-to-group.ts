import { addToGroup, requireGroup } from "../../flows/groups.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Puts a user into a group; one who is in it already stays there. */
export const AdminAddUserToGroup = operation("AdminAddUserToGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    await addToGroup(tx, ctx, user, await requireGroup(tx, pool, input.GroupName));
    return {};
  }),
);
