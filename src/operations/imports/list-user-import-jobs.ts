import { faults } from "../../domain/fault.ts";
import { asOf } from "../../domain/import-job.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listImportJobs } from "../../store/import-jobs.ts";
import { operation } from "../operation.ts";
import { importJobView } from "./import-job-view.ts";

/** A pool's import jobs, newest first, a page at a time. */
export const ListUserImportJobs = operation("ListUserImportJobs", async (ctx, input) => {
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, ctx.caller.origin));
  const query = `ListUserImportJobs:${pool.id}`;
  const after = readPlace(placeOf(ctx, query, input.PaginationToken));
  const found = await ctx.db.read((tx) => listImportJobs(tx, pool.id, after, input.MaxResults + 1));
  const page = found.slice(0, input.MaxResults);
  const last = page.at(-1);
  const now = ctx.clock.now();
  return {
    UserImportJobs: page.map((job) => importJobView(ctx, asOf(job, now))),
    PaginationToken:
      last && found.length > page.length
        ? pageToken(ctx, query, { createdAt: last.createdAt, id: last.id })
        : undefined,
  };
});

function readPlace(place: Record<string, unknown> | undefined) {
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id };
}
