import { faults } from "../../domain/fault.ts";
import { replicaStatus } from "../../domain/replica.ts";
import { requirePool } from "../../flows/pools.ts";
import { eraseReplica, requireReplica } from "../../flows/replicas.ts";
import { operation } from "../operation.ts";
import { replicaView } from "./replica-view.ts";

/** Takes an inactive replica from a pool; asked for in the pool's first region. */
export const DeleteUserPoolReplica = operation("DeleteUserPoolReplica", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (input.RegionName === pool.region) throw faults.regionIsPrimary(pool.region);
    const replica = await requireReplica(tx, pool, input.RegionName);
    if (replicaStatus(replica, ctx.clock.now()) !== "INACTIVE") throw faults.replicaNotInactive();
    await eraseReplica(tx, replica);
    return { UserPoolReplica: replicaView(replica, "DELETING", ctx.settings.account) };
  }),
);
