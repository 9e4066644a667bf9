import { requireOwnRole } from "../../domain/group.ts";
import { requireGroup, saveGroup } from "../../flows/groups.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { groupView } from "./group-view.ts";

/** Changes what is given of a group; the rest of it stays. */
export const UpdateGroup = operation("UpdateGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const group = await requireGroup(tx, pool, input.GroupName);
    requireOwnRole(input.RoleArn, ctx.settings.account);
    const changed = {
      ...group,
      description: input.Description ?? group.description,
      roleArn: input.RoleArn ?? group.roleArn,
      precedence: input.Precedence ?? group.precedence,
      updatedAt: ctx.clock.now(),
    };
    await saveGroup(tx, changed);
    return { Group: groupView(changed) };
  }),
);
