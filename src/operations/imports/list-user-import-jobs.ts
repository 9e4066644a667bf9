import { asOf } from "../../domain/import-job.ts";
import { pageOf } from "../../flows/list-page.ts";
import { agedPlaceOf, pageToken } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listImportJobs } from "../../store/import-jobs.ts";
import { operation } from "../operation.ts";
import { importJobView } from "./import-job-view.ts";

/** A pool's import jobs, newest first, a page at a time. */
export const ListUserImportJobs = operation("ListUserImportJobs", async (ctx, input) => {
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, ctx.caller.origin));
  const query = `ListUserImportJobs:${pool.id}`;
  const after = agedPlaceOf(ctx, query, input.PaginationToken);
  const found = await ctx.db.read((tx) => listImportJobs(tx, pool.id, after, input.MaxResults + 1));
  const { page, end } = pageOf(found, input.MaxResults);
  const now = ctx.clock.now();
  return {
    UserImportJobs: page.map((job) => importJobView(ctx, asOf(job, now))),
    PaginationToken: end && pageToken(ctx, query, { createdAt: end.createdAt, id: end.id }),
  };
});
