import { userPoolId } from "../../base/ids.ts";
import { faults } from "../../domain/fault.ts";
import type { Pool } from "../../domain/pool.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import type { ReadTx } from "../../store/db.ts";
import { listPools } from "../../store/pools.ts";
import { listReplicatedPools, replicaRegions } from "../../store/replicas.ts";
import { operation } from "../operation.ts";

type Place = Pick<Pool, "createdAt" | "id">;

/** The pools of the caller's region, oldest first, a page at a time. */
export const ListUserPools = operation("ListUserPools", async (ctx, input) => {
  const { region } = ctx.caller.origin;
  const query = `ListUserPools:${region}`;
  const after = readPlace(placeOf(ctx, query, input.NextToken));
  const found = await ctx.db.read((tx) => poolsIn(tx, region, after, input.MaxResults + 1));
  const page = found.slice(0, input.MaxResults);
  const replicas = await ctx.db.read((tx) =>
    replicaRegions(
      tx,
      page.map(({ id }) => id),
    ),
  );
  const last = page.at(-1);
  return {
    UserPools: page.map((pool) => ({
      Id: pool.id,
      Name: pool.name,
      LambdaConfig: pool.settings.LambdaConfig,
      LastModifiedDate: pool.updatedAt,
      CreationDate: pool.createdAt,
      ReplicaRegions: replicas.get(pool.id),
    })),
    NextToken:
      last && found.length > page.length
        ? pageToken(ctx, query, { createdAt: last.createdAt, id: last.id })
        : undefined,
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

function readPlace(place: Record<string, unknown> | undefined) {
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id: userPoolId(id) };
}
