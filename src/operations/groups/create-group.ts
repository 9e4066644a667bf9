import { addGroup, newGroup } from "../../flows/groups.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { groupView } from "./group-view.ts";

/** Adds a group to a pool, under a name that no other group of the pool has. */
export const CreateGroup = operation("CreateGroup", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const group = newGroup(ctx, pool, input);
    await addGroup(tx, group);
    return { Group: groupView(group) };
  }),
);
