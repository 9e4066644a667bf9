import type { Origin } from "../../domain/caller.ts";
import { faults } from "../../domain/fault.ts";
import { type Pool, poolArn } from "../../domain/pool.ts";
import { checkReservedTagsOf, type Tags, tagFault } from "../../domain/pool-tags.ts";
import type { Context } from "../../flows/context.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { replicaHere, saveReplica } from "../../flows/replicas.ts";
import type { ReadTx } from "../../store/db.ts";
import type { OperationContext, Output } from "../operation.ts";

const POOL_ARN = /^arn:aws[\w-]*:cognito-idp:[^:]*:\d*:userpool\/([^/:]+)$/;

/** The pool that an ARN names; its account must be the pool's, its region too or that of a replica. */
export async function requireTaggedPool(
  tx: ReadTx,
  { settings }: Pick<Context, "settings">,
  arn: string,
  origin: Pick<Origin, "region">,
): Promise<Pool> {
  const id = POOL_ARN.exec(arn)?.[1];
  if (id === undefined) throw faults.arnNotOfPool(arn);
  const pool = await requirePool(tx, id, origin);
  if (poolArn({ id: pool.id, region: origin.region }, settings.account) !== arn)
    throw faults.poolNotFound(id);
  return pool;
}

/** Gives a pool, or its replica in the region, other tags. */
export const changeTags = (
  ctx: OperationContext<"TagResource" | "UntagResource">,
  arn: string,
  change: (tags: Tags) => Tags,
): Promise<Output<"TagResource">> =>
  ctx.db.write(async (tx) => {
    const pool = await requireTaggedPool(tx, ctx, arn, ctx.caller.origin);
    const replica = await replicaHere(tx, pool, ctx.caller.origin);
    const tags = change(replica?.tags ?? pool.settings.UserPoolTags);
    const refused = tagFault(tags, "InvalidParameterException");
    if (refused) throw refused;
    if (replica) {
      await saveReplica(tx, { ...replica, tags });
      return {};
    }
    checkReservedTagsOf(pool, tags);
    await savePool(tx, { ...pool, settings: { ...pool.settings, UserPoolTags: tags } });
    return {};
  });
