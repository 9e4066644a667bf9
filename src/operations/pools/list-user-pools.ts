import { userPoolId } from "../../base/ids.ts";
import type { Pool } from "../../domain/pool.ts";
import { pageOf } from "../../flows/list-page.ts";
import { agedPlaceOf, pageToken } from "../../flows/page-token.ts";
import type { ReadTx } from "../../store/db.ts";
import { listPools } from "../../store/pools.ts";
import { listReplicatedPools, replicaRegions } from "../../store/replicas.ts";
import { operation } from "../operation.ts";

type Place = Pick<Pool, "createdAt" | "id">;

/** The pools of the caller's region, oldest first, a page at a time. */
export const ListUserPools = operation("ListUserPools", async (ctx, input) => {
  const { region } = ctx.caller.origin;
  const query = `ListUserPools:${region}`;
  const after = agedPlaceOf(ctx, query, input.NextToken);
  const { page, end, replicas } = await ctx.db.read(async (tx) => {
    const place = after && { ...after, id: userPoolId(after.id) };
    const found = pageOf(await poolsIn(tx, region, place, input.MaxResults + 1), input.MaxResults);
    const ids = found.page.map(({ id }) => id);
    return { ...found, replicas: await replicaRegions(tx, ids) };
  });
  return {
    UserPools: page.map((pool) => ({
      Id: pool.id,
      Name: pool.name,
      LambdaConfig: pool.settings.LambdaConfig,
      LastModifiedDate: pool.updatedAt,
      CreationDate: pool.createdAt,
      ReplicaRegions: replicas.get(pool.id),
    })),
    NextToken: end && pageToken(ctx, query, { createdAt: end.createdAt, id: end.id }),
  };
});

/** The region's own pools and those that have a replica there. */
async function poolsIn(tx: ReadTx, region: string, after: Place | undefined, limit: number): Promise<Pool[]> {
  const own = await listPools(tx, region, after, limit);
  const replicated = await listReplicatedPools(tx, region, after, limit);
  if (replicated.length === 0) return own;
  return [...own, ...replicated].sort(byAge).slice(0, limit);
}

/** As the database orders them; ids are ASCII. */
const byAge = (a: Place, b: Place): number => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
