import type { Selectable } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { ImportJob } from "../domain/import-job.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { behind, countRows } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

const toJob = (row: Selectable<Tables["import_jobs"]>): ImportJob => ({
  poolId: row.pool_id,
  id: row.id,
  name: row.name,
  logsRoleArn: row.logs_role_arn,
  algorithm: row.algorithm,
  status: row.status,
  file: row.file_id === null ? null : { id: row.file_id, lines: row.file_lines ?? 0 },
  next: { byte: row.next_byte, line: row.next_line },
  imported: row.imported,
  skipped: row.skipped,
  failed: row.failed,
  createdAt: row.created_at,
  startedAt: row.started_at,
  completedAt: row.completed_at,
  completionMessage: row.completion_message,
  version: row.version,
});

const changing = (job: ImportJob) => ({
  status: job.status,
  file_id: job.file?.id ?? null,
  file_lines: job.file?.lines ?? null,
  next_byte: job.next.byte,
  next_line: job.next.line,
  imported: job.imported,
  skipped: job.skipped,
  failed: job.failed,
  started_at: job.startedAt,
  completed_at: job.completedAt,
  completion_message: job.completionMessage,
});

export async function insertImportJob(tx: WriteTx, job: ImportJob): Promise<void> {
  await tx
    .insertInto("import_jobs")
    .values({
      pool_id: job.poolId,
      id: job.id,
      name: job.name,
      logs_role_arn: job.logsRoleArn,
      algorithm: job.algorithm,
      ...changing(job),
      created_at: job.createdAt,
      version: job.version,
    })
    .execute();
}

export async function findImportJob(
  tx: ReadTx,
  poolId: UserPoolId,
  id: string,
): Promise<ImportJob | undefined> {
  const row = await tx
    .selectFrom("import_jobs")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && toJob(row);
}

/** A pool's jobs, newest first, from behind the job `after`. */
export async function listImportJobs(
  tx: ReadTx,
  poolId: UserPoolId,
  after: Pick<ImportJob, "createdAt" | "id"> | undefined,
  limit: number,
): Promise<ImportJob[]> {
  const rows = await tx
    .selectFrom("import_jobs")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where(behind(["created_at", "id"], after && [after.createdAt, after.id], "descending"))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
  return rows.map(toJob);
}

/** Counts a pool's jobs, but no further than `atMost`. */
export const countImportJobs = (tx: ReadTx, poolId: UserPoolId, atMost: number): Promise<number> =>
  countRows(tx, "import_jobs", poolId, atMost);

/** Up to `limit` jobs of all pools that were created by `createdBy` and never started. */
export async function findUnstarted(tx: ReadTx, createdBy: number, limit: number): Promise<ImportJob[]> {
  const rows = await tx
    .selectFrom("import_jobs")
    .selectAll()
    .where("status", "=", "Created")
    .where("created_at", "<=", createdBy)
    .orderBy("created_at")
    .limit(limit)
    .execute();
  return rows.map(toJob);
}

/** Writes `job` over the version it was read at; false where that is no longer the latest. */
export async function updateImportJob(tx: WriteTx, job: ImportJob): Promise<boolean> {
  const result = await tx
    .updateTable("import_jobs")
    .set({ ...changing(job), version: job.version + 1 })
    .where("pool_id", "=", job.poolId)
    .where("id", "=", job.id)
    .where("version", "=", job.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
