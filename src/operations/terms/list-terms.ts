import { faults } from "../../domain/fault.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listTerms } from "../../store/terms.ts";
import { operation } from "../operation.ts";
import { termsSummary } from "./terms-view.ts";

const LARGEST_PAGE = 60;

/** The terms documents of a pool's clients, oldest first, a page at a time. */
export const ListTerms = operation("ListTerms", async (ctx, input) => {
  const size = input.MaxResults ?? LARGEST_PAGE;
  const { pool, found } = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const after = readPlace(placeOf(ctx, queryOf(pool.id), input.NextToken));
    return { pool, found: await listTerms(tx, pool.id, after, size + 1) };
  });
  const page = found.slice(0, size);
  const last = page.at(-1);
  return {
    Terms: page.map(termsSummary),
    NextToken:
      last && found.length > size
        ? pageToken(ctx, queryOf(pool.id), { createdAt: last.createdAt, id: last.id })
        : undefined,
  };
});

const queryOf = (poolId: string): string => `ListTerms:${poolId}`;

function readPlace(place: Record<string, unknown> | undefined) {
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id };
}
