import { requireGroup } from "../../flows/groups.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { removeMember } from "../../store/group-members.ts";
import { operation } from "../operation.ts";

/** Takes a user out of a group; one who is not in it is none the worse. */
export const AdminRemoveUserFromGroup = operation("AdminRemoveUserFromGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { pool, user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    await removeMember(tx, await requireGroup(tx, pool, input.GroupName), user);
    return {};
  }),
);
