import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RowRefusal } from "../../src/domain/csv-row.ts";
import type { FilePiece } from "../../src/flows/import-file.ts";
import { LineReader } from "../../src/jobs/import-lines.ts";

/** A file in pieces of `size` bytes, and the pieces that were read of it. */
function fileOf(content: string | Uint8Array, size: number) {
  const bytes = Buffer.from(content);
  const read: number[] = [];
  const find = async (byte: number): Promise<FilePiece | undefined> => {
    if (bytes.length === 0) return undefined;
    const firstByte = Math.floor(Math.min(byte, bytes.length - 1) / size) * size;
    read.push(firstByte / size);
    return { firstByte, bytes: bytes.subarray(firstByte, firstByte + size) };
  };
  return { reader: new LineReader(find), read };
}

const START = { byte: 0, line: 1 };
const shown = (text: string | RowRefusal): string => (typeof text === "string" ? text : text.message);

describe("the lines of a file in pieces", () => {
  const text = "one\r\n\nzwölf\n \nlast";
  const lines = [
    [1, "one"],
    [3, "zwölf"],
    [4, " "],
    [5, "last"],
  ];
  for (const size of [1, 2, 3, 5, 8, 100]) {
    test(`are the same in pieces of ${size}, however many are read at a time`, async () => {
      for (const count of [1, 2, 100]) {
        const { reader } = fileOf(text, size);
        const found: unknown[] = [];
        for (let next = START, atEnd = false; !atEnd; ) {
          const some = await reader.read(next, count);
          assert.ok(some.lines.length <= count);
          found.push(...some.lines.map(({ number, text }) => [number, shown(text)]));
          ({ next, atEnd } = some);
        }
        assert.deepEqual(found, lines);
      }
    });
  }

  test("are found from any line on", async () => {
    const first = await fileOf(text, 4).reader.read(START, 1);
    const rest = await fileOf(text, 4).reader.read(first.next, 10);
    assert.deepEqual(
      rest.lines.map(({ number }) => number),
      [3, 4, 5],
    );
    assert.deepEqual(rest.next, { byte: Buffer.byteLength(text), line: 6 });
  });

  test("cost one look at each piece", async () => {
    const { reader, read } = fileOf("0123456\n".repeat(10), 16);
    for (let next = START, atEnd = false; !atEnd; ) ({ next, atEnd } = await reader.read(next, 3));
    assert.deepEqual(read, [0, 1, 2, 3, 4, 4], "and one that finds the end");
  });

  test("are refused where they are no text, or too long to be kept", async () => {
    const long = Buffer.alloc(200_000, "x");
    const file = Buffer.concat([Buffer.from([0xc3, 0x28, 0x0a]), long, Buffer.from("\ngood\n")]);
    const { lines: found } = await fileOf(file, 1000).reader.read(START, 10);
    assert.deepEqual(
      found.map(({ text }) => shown(text)),
      ["The row is not in UTF-8 format.", "The row is longer than the maximum of 16,000 characters.", "good"],
    );
  });

  test("may be none", async () => {
    assert.deepEqual(await fileOf("", 10).reader.read(START, 5), { lines: [], next: START, atEnd: true });
  });

  test("that are blank are passed over in portions", async () => {
    const { reader } = fileOf(`${"\n".repeat(20_000)}end`, 4096);
    let portions = 0;
    for (let next = START, atEnd = false; !atEnd; portions++) ({ next, atEnd } = await reader.read(next, 5));
    assert.ok(portions > 2);
  });
});
