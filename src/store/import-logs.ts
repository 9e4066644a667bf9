import type { UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";

/** What became of some rows of a file that lie together. */
export interface ImportLog {
  readonly poolId: UserPoolId;
  readonly jobId: string;
  /** Its number in the file; tells the pieces of a job's log apart and orders them. */
  readonly firstLine: number;
  readonly text: string;
  readonly expiresAt: number;
}

export async function insertImportLog(tx: WriteTx, log: ImportLog): Promise<void> {
  await tx
    .insertInto("import_logs")
    .values({
      pool_id: log.poolId,
      job_id: log.jobId,
      first_line: log.firstLine,
      text: log.text,
      expires_at: log.expiresAt,
    })
    .execute();
}

/** Up to `limit` pieces of a job's log from behind the one that begins with `after`. */
export async function listImportLogs(
  tx: ReadTx,
  poolId: UserPoolId,
  jobId: string,
  after: number,
  limit: number,
): Promise<Pick<ImportLog, "firstLine" | "text">[]> {
  const rows = await tx
    .selectFrom("import_logs")
    .select(["first_line", "text"])
    .where("pool_id", "=", poolId)
    .where("job_id", "=", jobId)
    .where("first_line", ">", after)
    .orderBy("first_line")
    .limit(limit)
    .execute();
  return rows.map(({ first_line, text }) => ({ firstLine: first_line, text }));
}
