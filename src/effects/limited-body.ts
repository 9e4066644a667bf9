import type { Bytes } from "../base/bytes.ts";

/** The body of an HTTP answer; undefined, and not read to its end, where it is longer than `limit` bytes. */
export async function readAtMost(limit: number, response: Response): Promise<Bytes | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
