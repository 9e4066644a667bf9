import type { UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";

/** A job that was started and has not ended. */
export interface ActiveImport {
  readonly poolId: UserPoolId;
  readonly jobId: string;
}

/** False where another job of the region is active. */
export async function activateImport(
  tx: WriteTx,
  { poolId, jobId }: ActiveImport,
  region: string,
): Promise<boolean> {
  const row = await tx
    .insertInto("active_imports")
    .values({ pool_id: poolId, job_id: jobId, region, leased_until: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .returning("job_id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function isImporting(tx: ReadTx, poolId: UserPoolId): Promise<boolean> {
  const row = await tx
    .selectFrom("active_imports")
    .select("job_id")
    .where("pool_id", "=", poolId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** A job that nobody works on. */
export async function findIdleImport(tx: ReadTx, now: number): Promise<ActiveImport | undefined> {
  const row = await tx
    .selectFrom("active_imports")
    .select(["pool_id", "job_id"])
    .where("leased_until", "<=", now)
    .orderBy("leased_until")
    .limit(1)
    .executeTakeFirst();
  return row && { poolId: row.pool_id, jobId: row.job_id };
}

/** Keeps a job from others for `leaseMs`; false where somebody else works on it by now. */
export async function leaseImport(
  tx: WriteTx,
  { poolId, jobId }: ActiveImport,
  now: number,
  leaseMs: number,
): Promise<boolean> {
  const result = await tx
    .updateTable("active_imports")
    .set({ leased_until: now + leaseMs })
    .where("pool_id", "=", poolId)
    .where("job_id", "=", jobId)
    .where("leased_until", "<=", now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Moves the end of a lease; false where it is not the caller's any more. */
export async function moveLease(
  tx: WriteTx,
  { poolId, jobId }: ActiveImport,
  from: number,
  to: number,
): Promise<boolean> {
  const result = await tx
    .updateTable("active_imports")
    .set({ leased_until: to })
    .where("pool_id", "=", poolId)
    .where("job_id", "=", jobId)
    .where("leased_until", "=", from)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function deactivateImport(tx: WriteTx, { poolId, jobId }: ActiveImport): Promise<void> {
  await tx.deleteFrom("active_imports").where("pool_id", "=", poolId).where("job_id", "=", jobId).execute();
}
