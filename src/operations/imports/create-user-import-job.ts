import { faults } from "../../domain/fault.ts";
import { IMPORT_LIMITS, type ImportJob } from "../../domain/import-job.ts";
import { requirePool } from "../../flows/pools.ts";
import { countImportJobs, insertImportJob } from "../../store/import-jobs.ts";
import { operation } from "../operation.ts";
import { importJobView } from "./import-job-view.ts";

const ID_LENGTH = 10;

/** Makes a job that imports users from a file, once the file was uploaded to its PreSignedUrl and the job is started. */
export const CreateUserImportJob = operation("CreateUserImportJob", async (ctx, input) => {
  const id = `import-${ctx.random.alphanumeric(ID_LENGTH)}`;
  const job = await ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const { jobsAPool } = IMPORT_LIMITS;
    if ((await countImportJobs(tx, pool.id, jobsAPool)) >= jobsAPool)
      throw faults.tooManyImportJobs(jobsAPool);
    const made: ImportJob = {
      poolId: pool.id,
      id,
      name: input.JobName,
      logsRoleArn: input.CloudWatchLogsRoleArn,
      algorithm: input.PasswordHashingAlgorithm ?? null,
      status: "Created",
      file: null,
      next: { byte: 0, line: 1 },
      imported: 0,
      skipped: 0,
      failed: 0,
      createdAt: ctx.clock.now(),
      startedAt: null,
      completedAt: null,
      completionMessage: null,
      version: 1,
    };
    await insertImportJob(tx, made);
    return made;
  });
  return { UserImportJob: importJobView(ctx, job) };
});
