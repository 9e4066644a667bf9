import { RowRefusal, readRow } from "../domain/csv-row.ts";
import { readCsvUser } from "../domain/csv-user.ts";
import { Fault } from "../domain/fault.ts";
import { countedWith, IMPORT_LIMITS, type ImportJob, logLine, type RowResult } from "../domain/import-job.ts";
import type { Pool } from "../domain/pool.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import type { Context } from "../flows/context.ts";
import { nameExists, newIdentity, newUser } from "../flows/new-user.ts";
import { importedPassword, type PasswordTools } from "../flows/passwords.ts";
import { LostRace, type WriteTx } from "../store/db.ts";
import { updateImportJob } from "../store/import-jobs.ts";
import { insertImportLog } from "../store/import-logs.ts";
import { findPool } from "../store/pools.ts";
import { insertUsers, type NamedUser } from "../store/users.ts";
import type { ImportLine, ImportLines } from "./import-lines.ts";
import { type Newcomer, namesOf, TakenNames } from "./taken-names.ts";

export type ImportTools = PasswordTools & Pick<Context, "db" | "clock" | "log">;

/** A job at work, as it was read last. */
export interface Running {
  readonly pool: Pool;
  readonly job: ImportJob;
  readonly columns: readonly string[];
}

/** `changed`: the job or the pool is another one by now; `lost`: it is another process that works on the job. */
export type BatchOutcome = "stored" | "changed" | "lost";

/** Undoes a transaction that finds the job changed. */
class JobChanged extends Error {}

/**
 * Stores the users of some lines, what became of each line, and how far the job is now, all or nothing: so a line
 * that was read once is never read again. `hold` tells in the transaction whether the job is still the caller's.
 */
export async function importBatch(
  tools: ImportTools,
  running: Running,
  { lines, next }: ImportLines,
  hold: (tx: WriteTx) => Promise<boolean>,
): Promise<BatchOutcome> {
  const { pool, job } = running;
  const read = await Promise.all(lines.map((line) => readLine(tools, running, line)));
  const storing = tools.db.write(async (tx): Promise<BatchOutcome> => {
    if (!(await hold(tx))) return "lost";
    if ((await findPool(tx, pool.id))?.version !== pool.version) throw new JobChanged();
    const taken = await TakenNames.of(tx, pool, read.filter(isArrival));
    const admitted: NamedUser[] = [];
    const results = read.map((row) => (isArrival(row) ? admit(pool, taken, row, admitted) : row));
    if (!(await updateImportJob(tx, { ...job, ...countedWith(job, results), next }))) throw new JobChanged();
    if (!(await insertUsers(tx, pool.id, admitted))) throw new LostRace("a name was taken meanwhile");
    await writeLog(tx, tools, job, results);
    return "stored";
  });
  return storing.catch((error: unknown) => {
    if (error instanceof JobChanged) return "changed";
    throw error;
  });
}

/** A user out of a line, not stored yet. */
interface Arrival extends Newcomer {
  readonly line: number;
  readonly user: User;
}

const isArrival = (row: Arrival | RowResult): row is Arrival => "user" in row;

async function readLine(
  tools: ImportTools,
  { pool, job, columns }: Running,
  { number: line, text }: ImportLine,
): Promise<Arrival | RowResult> {
  try {
    if (text instanceof RowRefusal) throw text;
    const { username, as, status, attributes, mfaOptions, hash } = readCsvUser(
      pool,
      job.algorithm,
      readRow(columns, text),
    );
    const identity = newIdentity(tools, as, username);
    const user = await newUser(tools, pool, identity, { status, attributes, password: null });
    const password =
      hash !== null && job.algorithm !== null ? importedPassword(tools, user, job.algorithm, hash) : null;
    return {
      line,
      loginKey: nameKey(pool, username),
      username: identity.username,
      attributes,
      // What is to be reset was void from the beginning.
      user: {
        ...user,
        mfaOptions,
        password,
        passwordSetAt: password || status === "RESET_REQUIRED" ? user.createdAt : null,
      },
    };
  } catch (error) {
    return { kind: "FAILED", line, reason: reasonOf(tools, job, line, error) };
  }
}

function reasonOf({ log }: ImportTools, { poolId, id }: ImportJob, line: number, error: unknown): string {
  if (error instanceof RowRefusal || error instanceof Fault)
    return error.message.trim().replaceAll(/\s+/g, " ");
  log.error({ err: error, poolId, jobId: id, line }, "a line of an import could not be read");
  return "The user couldn't be imported due to an internal error.";
}

/** Adds a newcomer to those who are stored, unless somebody has one of the names already. */
function admit(pool: Pool, taken: TakenNames, arrival: Arrival, admitted: NamedUser[]): RowResult {
  const { line, user } = arrival;
  const loss = taken.lossOf(pool, arrival);
  if (loss?.kind === "name")
    return { kind: "FAILED", line, reason: nameExists(pool, loss.name.kind).message };
  if (loss) return { kind: "SKIPPED", line };
  const names = namesOf(pool, arrival);
  taken.add(names);
  admitted.push({ user, names });
  return { kind: "SUCCEEDED", line };
}

async function writeLog(
  tx: WriteTx,
  { clock }: ImportTools,
  { poolId, id }: ImportJob,
  results: readonly RowResult[],
): Promise<void> {
  const [first] = results;
  if (!first) return;
  await insertImportLog(tx, {
    poolId,
    jobId: id,
    firstLine: first.line,
    text: results.map((result) => `${logLine(result)}\n`).join(""),
    expiresAt: clock.now() + IMPORT_LIMITS.logKeptFor,
  });
}
