import { replicaHere } from "../../flows/replicas.ts";
import { operation } from "../operation.ts";
import { requireTaggedPool } from "./tagged-pool.ts";

/** A pool's tags, which are its UserPoolTags; in the region of a replica, the replica's own. */
export const ListTagsForResource = operation("ListTagsForResource", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requireTaggedPool(tx, ctx, input.ResourceArn, ctx.caller.origin);
    const replica = await replicaHere(tx, pool, ctx.caller.origin);
    return { Tags: { ...(replica?.tags ?? pool.settings.UserPoolTags) } };
  }),
);
