import { userPoolId } from "../../base/ids.ts";
import { faults } from "../../domain/fault.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { listPools } from "../../store/pools.ts";
import { operation } from "../operation.ts";

/** The pools of the caller's region, oldest first, a page at a time. */
export const ListUserPools = operation("ListUserPools", async (ctx, input) => {
  const { region } = ctx.caller.origin;
  const query = `ListUserPools:${region}`;
  const after = readPlace(placeOf(ctx, query, input.NextToken));
  const found = await ctx.db.read((tx) => listPools(tx, region, after, input.MaxResults + 1));
  const page = found.slice(0, input.MaxResults);
  const last = page.at(-1);
  return {
    UserPools: page.map((pool) => ({
      Id: pool.id,
      Name: pool.name,
      LambdaConfig: pool.settings.LambdaConfig,
      LastModifiedDate: pool.updatedAt,
      CreationDate: pool.createdAt,
    })),
    NextToken:
      last && found.length > page.length
        ? pageToken(ctx, query, { createdAt: last.createdAt, id: last.id })
        : undefined,
  };
});

function readPlace(place: Record<string, unknown> | undefined) {
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id: userPoolId(id) };
}
