import type { UserPoolId } from "../base/ids.ts";
import type { Sealed } from "../base/sealed.ts";
import type { ReadTx, WriteTx } from "./db.ts";

/** Names one upload to a job. */
export interface ImportFileKey {
  readonly poolId: UserPoolId;
  readonly jobId: string;
  readonly fileId: string;
}

/** A piece of an uploaded file. */
export interface ImportChunk {
  readonly firstByte: number;
  readonly content: Sealed;
}

export async function insertChunks(
  tx: WriteTx,
  { poolId, jobId, fileId }: ImportFileKey,
  chunks: readonly ImportChunk[],
): Promise<void> {
  await tx
    .insertInto("import_chunks")
    .values(
      chunks.map(({ firstByte, content }) => ({
        pool_id: poolId,
        job_id: jobId,
        file_id: fileId,
        first_byte: firstByte,
        content,
      })),
    )
    .execute();
}

/** The piece that a byte lies in; behind the end of the file the last one. */
export async function findChunk(
  tx: ReadTx,
  { poolId, jobId, fileId }: ImportFileKey,
  byte: number,
): Promise<ImportChunk | undefined> {
  const row = await tx
    .selectFrom("import_chunks")
    .select(["first_byte", "content"])
    .where("pool_id", "=", poolId)
    .where("job_id", "=", jobId)
    .where("file_id", "=", fileId)
    .where("first_byte", "<=", byte)
    .orderBy("first_byte", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { firstByte: row.first_byte, content: row.content };
}

export async function countChunks(tx: ReadTx, { poolId, jobId, fileId }: ImportFileKey): Promise<number> {
  const { count } = await tx
    .selectFrom("import_chunks")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("pool_id", "=", poolId)
    .where("job_id", "=", jobId)
    .where("file_id", "=", fileId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Drops up to `limit` pieces of one upload, or of all others of its job; true where more may be left. */
export async function dropSomeChunks(
  tx: WriteTx,
  { poolId, jobId, fileId }: ImportFileKey,
  which: "this" | "others",
  limit: number,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("import_chunks")
    .where("pool_id", "=", poolId)
    .where("job_id", "=", jobId)
    .where((eb) =>
      eb(
        eb.refTuple("file_id", "first_byte"),
        "in",
        eb
          .selectFrom("import_chunks")
          .select(["file_id", "first_byte"])
          .where("pool_id", "=", poolId)
          .where("job_id", "=", jobId)
          .where("file_id", which === "this" ? "=" : "<>", fileId)
          .limit(limit)
          .$asTuple("file_id", "first_byte"),
      ),
    )
    .executeTakeFirst();
  return result.numDeletedRows >= BigInt(limit);
}
