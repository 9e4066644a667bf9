import { faults } from "../../domain/fault.ts";
import { requireGroup } from "../../flows/groups.ts";
import { requirePool } from "../../flows/pools.ts";
import { removeGroup } from "../../store/groups.ts";
import { operation } from "../operation.ts";

/** Deletes a group, not its users: the next tokens tell nothing of it any more. */
export const DeleteGroup = operation("DeleteGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const group = await requireGroup(tx, pool, input.GroupName);
    if (!(await removeGroup(tx, group, ctx.clock.now()))) throw faults.groupNotFound();
    return {};
  }),
);
