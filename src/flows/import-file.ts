import type { Bytes } from "../base/bytes.ts";
import { findChunk, type ImportChunk, type ImportFileKey } from "../store/import-chunks.ts";
import type { Context } from "./context.ts";

/** A piece of a file in clear. */
export interface FilePiece {
  readonly firstByte: number;
  readonly bytes: Bytes;
}

/** Files are kept sealed, for the hashes in them. */
const sealContext = ({ poolId, jobId, fileId }: ImportFileKey, firstByte: number): string =>
  `import-file:${poolId}:${jobId}:${fileId}:${firstByte}`;

export const sealedPiece = (
  { vault }: Pick<Context, "vault">,
  key: ImportFileKey,
  { firstByte, bytes }: FilePiece,
): ImportChunk => ({ firstByte, content: vault.seal(sealContext(key, firstByte), bytes) });

/** The piece of a file that a byte lies in; behind the end of the file the last one. */
export async function findPiece(
  { db, vault }: Pick<Context, "db" | "vault">,
  key: ImportFileKey,
  byte: number,
): Promise<FilePiece | undefined> {
  const chunk = await db.read((tx) => findChunk(tx, key, byte));
  if (!chunk) return undefined;
  const { firstByte, content } = chunk;
  return { firstByte, bytes: vault.open(sealContext(key, firstByte), content) };
}
