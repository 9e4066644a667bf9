import { requireImportJob } from "../../flows/import-jobs.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { importJobView } from "./import-job-view.ts";

/** How far an import job is. */
export const DescribeUserImportJob = operation("DescribeUserImportJob", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const job = await requireImportJob(tx, pool, input.JobId, ctx.clock.now());
    return { UserImportJob: importJobView(ctx, job) };
  }),
);
