import { addToGroup, requireGroup } from "../../flows/groups.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Puts a user into a group; one who is in it already stays there. */
export const AdminAddUserToGroup = operation("AdminAddUserToGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { pool, user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    await addToGroup(tx, ctx, user, await requireGroup(tx, pool, input.GroupName));
    return {};
  }),
);
