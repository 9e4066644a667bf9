import { tagFault } from "../../domain/pool-tags.ts";
import { type Replica, replicaStatus, requireOtherRegion, requireReplicable } from "../../domain/replica.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { requireNoReplica } from "../../flows/replicas.ts";
import { insertReplica } from "../../store/replicas.ts";
import { operation } from "../operation.ts";
import { replicaView } from "./replica-view.ts";

/** Gives a pool a second region, which has to be activated before its users can sign in there. */
export const CreateUserPoolReplica = operation("CreateUserPoolReplica", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    requireReplicable(pool);
    requireOtherRegion(pool, input.RegionName);
    const tags = input.UserPoolTags ?? {};
    const refused = tagFault(tags, "UserPoolTaggingException");
    if (refused) throw refused;
    await requireNoReplica(tx, pool);
    // Two who ask for different regions at once both write the pool, so that one of them looks again.
    await savePool(tx, pool);
    const now = ctx.clock.now();
    const replica: Replica = {
      poolId: pool.id,
      region: input.RegionName,
      status: "INACTIVE",
      tags,
      createdAt: now,
      version: 1,
    };
    await insertReplica(tx, replica);
    return { UserPoolReplica: replicaView(replica, replicaStatus(replica, now), ctx.settings.account) };
  }),
);
