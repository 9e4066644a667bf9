import { requireGroup } from "../../flows/groups.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import { removeMember } from "../../store/group-members.ts";
import { operation } from "../operation.ts";

/** Takes a user out of a group; one who is not in it is none the worse. */
export const AdminRemoveUserFromGroup = operation("AdminRemoveUserFromGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    await removeMember(tx, await requireGroup(tx, pool, input.GroupName), user);
    return {};
  }),
);
