import type { LogOutcome } from "../domain/import-job.ts";
import { findImportJob } from "../store/import-jobs.ts";
import { listImportLogs } from "../store/import-logs.ts";
import { findPool } from "../store/pools.ts";
import type { Context } from "./context.ts";
import { grantOf, type ImportGrant } from "./import-url.ts";

type Tools = Pick<Context, "db" | "vault" | "clock">;

const PIECES_AT_ONCE = 32;

/** A job's log, as far as it goes by now: a line for each row of the file. */
export async function readImportLog(ctx: Tools, token: string): Promise<LogOutcome> {
  const grant = grantOf(ctx, "log", token);
  if (typeof grant === "string") return { kind: "refused", reason: grant };
  const job = await ctx.db.read(async (tx) => {
    const pool = await findPool(tx, grant.poolId);
    return pool && findImportJob(tx, grant.poolId, grant.jobId);
  });
  return job ? { kind: "found", text: piecesOf(ctx, grant) } : { kind: "refused", reason: "closed" };
}

async function* piecesOf({ db }: Tools, { poolId, jobId }: ImportGrant): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const pieces = await db.read((tx) => listImportLogs(tx, poolId, jobId, after, PIECES_AT_ONCE));
    for (const { text } of pieces) yield text;
    const last = pieces.at(-1);
    if (!last || pieces.length < PIECES_AT_ONCE) return;
    after = last.firstLine;
  }
}
