import { seconds } from "../base/clock.ts";
import { readCsvHeader } from "../domain/csv-header.ts";
import {
  asOf,
  COMPLETION,
  type Ending,
  endingOf,
  failure,
  IMPORT_LIMITS,
  type ImportJob,
} from "../domain/import-job.ts";
import type { Pool } from "../domain/pool.ts";
import type { Context } from "../flows/context.ts";
import { findPiece } from "../flows/import-file.ts";
import { endImportJob } from "../flows/import-jobs.ts";
import { logUrl } from "../flows/import-url.ts";
import type { ImportBell } from "../ports/import-bell.ts";
import {
  type ActiveImport,
  deactivateImport,
  findIdleImport,
  leaseImport,
  moveLease,
} from "../store/active-imports.ts";
import { findImportJob, findUnstarted, updateImportJob } from "../store/import-jobs.ts";
import { findPool } from "../store/pools.ts";
import { type ImportTools, importBatch } from "./import-batch.ts";
import { LineReader } from "./import-lines.ts";
import { Job, type Timers } from "./job.ts";

export interface ImportsParts extends ImportTools, Pick<Context, "settings"> {
  readonly timers: Timers;
}

/** So many lines are imported in one transaction, and between two of them others get their turn. */
const BATCH = 64;
const REST_MS = 1;
/** How often to look for jobs that other processes left, or that nobody started in time. */
const POLL = seconds(2);
/** After it, what a crashed process was at is anybody's again. */
const LEASE = seconds(30);
const EXPIRED_AT_ONCE = 20;

/** The job that this process is at. */
interface Session extends ActiveImport {
  readonly reader: LineReader;
  leasedUntil: number;
  columns: readonly string[] | undefined;
}

/** Imports the users of started jobs, whichever server process started them, and lets unstarted ones expire. */
export class Imports extends Job implements ImportBell {
  readonly #parts: ImportsParts;
  #session: Session | undefined;

  constructor(parts: ImportsParts) {
    const { timers, log } = parts;
    super({ name: "imports", work: () => this.#work(), pauseAfterFailure: POLL, timers, log });
    this.#parts = parts;
  }

  /** Resolves when the lines at hand are imported; the rest is anybody's. */
  override async close(): Promise<void> {
    await super.close();
    const session = this.#session;
    if (session) await this.#parts.db.write((tx) => moveLease(tx, session, session.leasedUntil, 0));
  }

  async #work(): Promise<number> {
    this.#session ??= await this.#take();
    if (!this.#session) {
      await expireUnstarted(this.#parts);
      return POLL;
    }
    if (!(await this.#step(this.#session))) this.#session = undefined;
    return REST_MS;
  }

  async #take(): Promise<Session | undefined> {
    const { db, clock } = this.#parts;
    const now = clock.now();
    const idle = await db.read((tx) => findIdleImport(tx, now));
    const isOurs = idle && (await db.write((tx) => leaseImport(tx, idle, now, LEASE)));
    if (!isOurs) return undefined;
    const job = await db.read((tx) => findImportJob(tx, idle.poolId, idle.jobId));
    const key = { ...idle, fileId: job?.file?.id ?? "" };
    const reader = new LineReader((byte) => findPiece(this.#parts, key, byte));
    return { ...idle, reader, leasedUntil: now + LEASE, columns: undefined };
  }

  /** Takes a job one step further; false where there is nothing more to do, here at least. */
  async #step(session: Session): Promise<boolean> {
    const { db } = this.#parts;
    const { pool, job } = await db.read(async (tx) => ({
      pool: await findPool(tx, session.poolId),
      job: await findImportJob(tx, session.poolId, session.jobId),
    }));
    if (!pool || !job || job.completedAt !== null) {
      await db.write((tx) => deactivateImport(tx, session));
      return false;
    }
    if (job.status === "Stopping") {
      return this.#end(pool, job, { status: "Stopped", completionMessage: COMPLETION.stopped });
    }
    if (!session.columns) return this.#begin(session, pool, job);
    const lines = await session.reader.read(job.next, BATCH);
    if (lines.lines.length === 0 && lines.atEnd) return this.#end(pool, job, endingOf(job));
    const running = { pool, job, columns: session.columns };
    const until = this.#parts.clock.now() + LEASE;
    const outcome = await importBatch(this.#parts, running, lines, (tx) =>
      moveLease(tx, session, session.leasedUntil, until),
    );
    if (outcome === "stored") session.leasedUntil = until;
    // Where something has changed, the next step finds out what.
    return outcome !== "lost";
  }

  /** Reads the header, also of a job that another process began. */
  async #begin(session: Session, pool: Pool, job: ImportJob): Promise<boolean> {
    const { lines, next } = await session.reader.read({ byte: 0, line: 1 }, 1);
    const text = lines[0]?.text;
    const header = readCsvHeader(
      pool.settings.SchemaAttributes,
      job.algorithm,
      typeof text === "string" ? text : "",
    );
    if (!header.ok) return this.#end(pool, job, failure(header.reason));
    if ((job.file?.lines ?? 0) - 1 > IMPORT_LIMITS.rows) return this.#end(pool, job, failure("tooManyRows"));
    session.columns = header.columns;
    if (job.status !== "Pending") return true;
    await this.#parts.db.write((tx) => updateImportJob(tx, { ...job, status: "InProgress", next }));
    return true;
  }

  /** True where the job was changed meanwhile, and so does not end like that. */
  async #end(pool: Pool, { poolId, id, version }: ImportJob, ending: Ending): Promise<boolean> {
    const { db, clock, log } = this.#parts;
    const ended = await db.write(async (tx) => {
      const job = await findImportJob(tx, poolId, id);
      return job?.version === version ? endImportJob(tx, job, ending, clock.now()) : undefined;
    });
    if (!ended) return true;
    const { name, status, completionMessage, imported, skipped, failed } = ended;
    log.info(
      {
        ...{ poolId, jobId: id, status, completionMessage, imported, skipped, failed },
        logGroup: `/aws/cognito/userpools/${poolId}/${pool.name}`,
        logStream: `${id}/${name}`,
        logUrl: logUrl(this.#parts, ended, clock.now()),
      },
      "an import job ended",
    );
    return false;
  }
}

/** Ends jobs that nobody started in time. */
async function expireUnstarted({ db, clock }: ImportsParts): Promise<void> {
  const now = clock.now();
  const createdBy = now - IMPORT_LIMITS.startableFor;
  for (const { poolId, id } of await db.read((tx) => findUnstarted(tx, createdBy, EXPIRED_AT_ONCE))) {
    await db.write(async (tx) => {
      const job = await findImportJob(tx, poolId, id);
      if (job?.status !== "Created") return;
      const { completedAt, ...ending } = asOf(job, now);
      if (completedAt !== null) await endImportJob(tx, job, ending, completedAt);
    });
  }
}
