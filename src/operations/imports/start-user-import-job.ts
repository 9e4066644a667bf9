import { faults } from "../../domain/fault.ts";
import { autoVerified } from "../../domain/sign-up.ts";
import { requireImportJob, saveImportJob } from "../../flows/import-jobs.ts";
import { requirePool } from "../../flows/pools.ts";
import { activateImport } from "../../store/active-imports.ts";
import { operation } from "../operation.ts";
import { importJobView } from "./import-job-view.ts";

/** Has the users in a job's file imported; one job of a region at a time. */
export const StartUserImportJob = operation("StartUserImportJob", async (ctx, input) => {
  const now = ctx.clock.now();
  const started = await ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const job = await requireImportJob(tx, pool, input.JobId, now);
    if (job.status !== "Created") throw faults.importNotStartable(job.id, job.status);
    if (!job.file) throw faults.importFileMissing(job.id);
    if (autoVerified(pool).length === 0) throw faults.importNeedsAutoVerified();
    if (!(await activateImport(tx, { poolId: pool.id, jobId: job.id }, pool.region))) {
      throw faults.otherImportActive();
    }
    const pending = { ...job, status: "Pending", startedAt: now } as const;
    await saveImportJob(tx, pending);
    return pending;
  });
  ctx.imports.ring();
  return { UserImportJob: importJobView(ctx, started) };
});
