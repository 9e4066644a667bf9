import { pageOf, pageSize } from "../../flows/list-page.ts";
import { agedPlaceOf, pageToken } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listTerms } from "../../store/terms.ts";
import { operation } from "../operation.ts";
import { termsSummary } from "./terms-view.ts";

/** The terms documents of a pool's clients, oldest first, a page at a time. */
export const ListTerms = operation("ListTerms", async (ctx, input) => {
  const size = pageSize(input.MaxResults);
  const { pool, found } = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const after = agedPlaceOf(ctx, queryOf(pool.id), input.NextToken);
    return { pool, found: await listTerms(tx, pool.id, after, size + 1) };
  });
  const { page, end } = pageOf(found, size);
  return {
    Terms: page.map(termsSummary),
    NextToken: end && pageToken(ctx, queryOf(pool.id), { createdAt: end.createdAt, id: end.id }),
  };
});

const queryOf = (poolId: string): string => `ListTerms:${poolId}`;
