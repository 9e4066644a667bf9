import { faults } from "../domain/fault.ts";
import { asOf, type Ending, type ImportJob } from "../domain/import-job.ts";
import type { Pool } from "../domain/pool.ts";
import { deactivateImport } from "../store/active-imports.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { erase } from "../store/erasures.ts";
import { findImportJob, updateImportJob } from "../store/import-jobs.ts";

/** A pool's import job as it is at a moment. */
export async function requireImportJob(tx: ReadTx, pool: Pool, id: string, now: number): Promise<ImportJob> {
  const job = await findImportJob(tx, pool.id, id);
  if (!job) throw faults.importJobNotFound(id);
  return asOf(job, now);
}

/** Stores a job read in this transaction; where another one changed it meanwhile, the transaction runs again. */
export async function saveImportJob(tx: WriteTx, job: ImportJob): Promise<void> {
  if (!(await updateImportJob(tx, job))) throw new LostRace(`import job ${job.id} was changed meanwhile`);
}

/** Ends a job read in this transaction: its file is erased, now or by and by, and another job may be started. */
export async function endImportJob(
  tx: WriteTx,
  job: ImportJob,
  ending: Ending,
  completedAt: number,
): Promise<ImportJob> {
  const ended = { ...job, ...ending, completedAt };
  await saveImportJob(tx, ended);
  const { poolId, id } = job;
  await deactivateImport(tx, { poolId, jobId: id });
  await erase(tx, { poolId, kind: "importJob", targetId: id, requestedAt: completedAt });
  return ended;
}
