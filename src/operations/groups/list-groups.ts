import { pageOf, pageSize } from "../../flows/list-page.ts";
import { namedPlaceOf, pageToken } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listGroups } from "../../store/groups.ts";
import { operation } from "../operation.ts";
import { groupView } from "./group-view.ts";

/** A pool's groups in the order of their names, a page at a time. */
export const ListGroups = operation("ListGroups", async (ctx, input) => {
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, ctx.caller.origin));
  const query = `ListGroups:${pool.id}`;
  const after = namedPlaceOf(ctx, query, input.NextToken);
  const size = pageSize(input.Limit);
  const { page, end } = pageOf(await ctx.db.read((tx) => listGroups(tx, pool.id, after, size + 1)), size);
  return { Groups: page.map(groupView), NextToken: end && pageToken(ctx, query, { name: end.name }) };
});
