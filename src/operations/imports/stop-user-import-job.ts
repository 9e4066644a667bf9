import { faults } from "../../domain/fault.ts";
import { COMPLETION, type ImportJob } from "../../domain/import-job.ts";
import { endImportJob, requireImportJob, saveImportJob } from "../../flows/import-jobs.ts";
import { requirePool } from "../../flows/pools.ts";
import type { WriteTx } from "../../store/db.ts";
import { operation } from "../operation.ts";
import { importJobView } from "./import-job-view.ts";

/** Stops a job for good; users whose rows were read stay. */
export const StopUserImportJob = operation("StopUserImportJob", async (ctx, input) => {
  const now = ctx.clock.now();
  const stopped = await ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return stop(tx, await requireImportJob(tx, pool, input.JobId, now), now);
  });
  ctx.imports.ring();
  return { UserImportJob: importJobView(ctx, stopped) };
});

/** A job whose file is being read ends after the rows that are at hand. */
async function stop(tx: WriteTx, job: ImportJob, now: number): Promise<ImportJob> {
  if (job.status === "Pending") {
    return endImportJob(tx, job, { status: "Stopped", completionMessage: COMPLETION.stopped }, now);
  }
  if (job.status !== "InProgress") throw faults.importNotStoppable(job.id, job.status);
  const stopping = { ...job, status: "Stopping" } as const;
  await saveImportJob(tx, stopping);
  return stopping;
}
