import { faults } from "../../domain/fault.ts";
import { replicaStatus } from "../../domain/replica.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireReplica, saveReplica } from "../../flows/replicas.ts";
import { operation } from "../operation.ts";
import { replicaView } from "./replica-view.ts";

/** Lets a pool's users sign in in its second region, or no longer. */
export const UpdateUserPoolReplica = operation("UpdateUserPoolReplica", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (input.RegionName === pool.region) throw faults.regionIsPrimary(pool.region);
    const replica = await requireReplica(tx, pool, input.RegionName);
    if (replicaStatus(replica, ctx.clock.now()) === "CREATING") throw faults.replicaBeingCreated();
    await saveReplica(tx, { ...replica, status: input.Status });
    return { UserPoolReplica: replicaView(replica, input.Status, ctx.settings.account) };
  }),
);
