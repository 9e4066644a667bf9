import { requireGroup } from "../../flows/groups.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { groupView } from "./group-view.ts";

/** A group, by its name. */
export const GetGroup = operation("GetGroup", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return { Group: groupView(await requireGroup(tx, pool, input.GroupName)) };
  }),
);
