import { faults } from "../../domain/fault.ts";
import { replicaStatus } from "../../domain/replica.ts";
import { requirePool } from "../../flows/pools.ts";
import { listReplicas } from "../../store/replicas.ts";
import { operation } from "../operation.ts";
import { primaryView, replicaView } from "./replica-view.ts";

/** Where a pool is, by region. They are few: there never is a second page, nor a token that could be good. */
export const ListUserPoolReplicas = operation("ListUserPoolReplicas", async (ctx, input) => {
  const { account } = ctx.settings;
  const now = ctx.clock.now();
  return ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (input.NextToken !== undefined) throw faults.badPaginationToken();
    const replicas = await listReplicas(tx, pool.id);
    const secondaries = replicas.map((replica) => ({
      region: replica.region,
      view: replicaView(replica, replicaStatus(replica, now), account),
    }));
    const all = [{ region: pool.region, view: primaryView(pool, account) }, ...secondaries];
    return {
      UserPoolReplicas: all.sort((a, b) => (a.region < b.region ? -1 : 1)).map(({ view }) => view),
    };
  });
});
