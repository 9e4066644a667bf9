import type { Bytes } from "../base/bytes.ts";
import { LineCounter } from "../domain/csv-row.ts";
import { asOf, IMPORT_LIMITS, type ImportJob, type UploadOutcome } from "../domain/import-job.ts";
import type { ReadTx } from "../store/db.ts";
import { countChunks, dropSomeChunks, type ImportFileKey, insertChunks } from "../store/import-chunks.ts";
import { findImportJob } from "../store/import-jobs.ts";
import { findPool } from "../store/pools.ts";
import type { Context } from "./context.ts";
import { type FilePiece, sealedPiece } from "./import-file.ts";
import { saveImportJob } from "./import-jobs.ts";
import { grantOf, type ImportGrant, logUrl } from "./import-url.ts";

type Tools = Pick<Context, "db" | "vault" | "clock" | "random" | "settings">;

const PIECE_BYTES = 12 * 1024;
/** So many pieces are stored in one transaction. */
const PIECES_AT_ONCE = 16;
const DROPPED_AT_ONCE = 256;

/** Thrown where an upload has to end. */
class UploadRefused extends Error {
  readonly reason: Extract<UploadOutcome, { kind: "refused" }>["reason"];

  constructor(reason: UploadRefused["reason"]) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Stores a job's file while it arrives; the last one that arrives as a whole before the job is started counts. Throws
 * whatever the body throws.
 */
export async function receiveImportFile(
  ctx: Tools,
  token: string,
  body: AsyncIterable<Bytes>,
): Promise<UploadOutcome> {
  const grant = grantOf(ctx, "upload", token);
  if (typeof grant === "string") return { kind: "refused", reason: grant };
  const { poolId, jobId } = grant;
  const key: ImportFileKey = { poolId, jobId, fileId: ctx.random.alphanumeric(20) };
  try {
    const job = await storeFile(ctx, grant, key, body);
    await drop(ctx, key, "others");
    return { kind: "stored", logUrl: logUrl(ctx, job, ctx.clock.now()) };
  } catch (error) {
    // What can't be dropped now goes with the job; the failure itself is what matters.
    await drop(ctx, key, "this").catch(() => {});
    if (error instanceof UploadRefused) return { kind: "refused", reason: error.reason };
    throw error;
  }
}

async function drop({ db }: Tools, key: ImportFileKey, which: "this" | "others"): Promise<void> {
  while (await db.write((tx) => dropSomeChunks(tx, key, which, DROPPED_AT_ONCE)));
}

async function storeFile(
  ctx: Tools,
  grant: ImportGrant,
  key: ImportFileKey,
  body: AsyncIterable<Bytes>,
): Promise<ImportJob> {
  const lines = new LineCounter();
  let stored = 0;
  await ctx.db.read((tx) => requireOpen(tx, ctx, grant));
  for await (const pieces of groups(piecesOf(body, lines))) {
    const chunks = pieces.map((piece) => sealedPiece(ctx, key, piece));
    await ctx.db.write(async (tx) => {
      await requireOpen(tx, ctx, grant);
      await insertChunks(tx, key, chunks);
    });
    stored += chunks.length;
  }
  return ctx.db.write(async (tx) => {
    const job = await requireOpen(tx, ctx, grant);
    // Another upload to the job may have come to its end first, and dropped this one.
    if ((await countChunks(tx, key)) !== stored) throw new UploadRefused("superseded");
    await saveImportJob(tx, { ...job, file: { id: key.fileId, lines: lines.lines } });
    return job;
  });
}

/** The job, which takes files until it is started. */
async function requireOpen(tx: ReadTx, { clock }: Tools, { poolId, jobId }: ImportGrant): Promise<ImportJob> {
  const pool = await findPool(tx, poolId);
  const job = pool && (await findImportJob(tx, poolId, jobId));
  if (!job || asOf(job, clock.now()).status !== "Created") throw new UploadRefused("closed");
  return job;
}

/** Cuts what arrives into pieces of one length. */
async function* piecesOf(body: AsyncIterable<Bytes>, lines: LineCounter): AsyncGenerator<FilePiece> {
  let pending = Buffer.alloc(0);
  let firstByte = 0;
  for await (const arrived of body) {
    if (firstByte + pending.length + arrived.length > IMPORT_LIMITS.fileBytes) {
      throw new UploadRefused("tooLarge");
    }
    lines.add(arrived);
    pending = Buffer.concat([pending, arrived]);
    for (; pending.length >= PIECE_BYTES; pending = pending.subarray(PIECE_BYTES)) {
      yield { firstByte, bytes: pending.subarray(0, PIECE_BYTES) };
      firstByte += PIECE_BYTES;
    }
  }
  if (pending.length > 0) yield { firstByte, bytes: pending };
}

async function* groups(pieces: AsyncIterable<FilePiece>): AsyncGenerator<readonly FilePiece[]> {
  let group: FilePiece[] = [];
  for await (const piece of pieces) {
    group.push(piece);
    if (group.length < PIECES_AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
