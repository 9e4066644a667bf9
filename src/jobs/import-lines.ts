import { isUtf8 } from "node:buffer";
import { type RowRefusal, rowNotUtf8, rowTooLong } from "../domain/csv-row.ts";
import { IMPORT_LIMITS, type ImportPlace } from "../domain/import-job.ts";
import type { FilePiece } from "../flows/import-file.ts";

/** A line that is not blank; a refusal stands for one that can't be read. */
export interface ImportLine {
  readonly number: number;
  readonly text: string | RowRefusal;
}

export interface ImportLines {
  readonly lines: readonly ImportLine[];
  readonly next: ImportPlace;
  /** Whether the file ends there. */
  readonly atEnd: boolean;
}

const LINE_FEED = 0x0a;
/** No UTF-8 of a row that may be is longer. */
const LONGEST = 4 * IMPORT_LIMITS.rowLength + 2;
/** Blank lines take no room, but time. */
const READ_AT_ONCE = 8192;

/** Reads the lines of a file that lies in pieces, holding one piece at a time and never more than the longest row. */
export class LineReader {
  readonly #find: (byte: number) => Promise<FilePiece | undefined>;
  #piece: FilePiece | undefined;

  /** `find` gives the piece that a byte lies in. */
  constructor(find: (byte: number) => Promise<FilePiece | undefined>) {
    this.#find = find;
  }

  /** Up to `count` lines from a place on. */
  async read(from: ImportPlace, count: number): Promise<ImportLines> {
    const lines: ImportLine[] = [];
    let next = from;
    for (let read = 0; lines.length < count && read < READ_AT_ONCE; read++) {
      const line = await this.#line(next.byte);
      if (!line) return { lines, next, atEnd: true };
      const text = textOf(line.bytes);
      if (text !== "") lines.push({ number: next.line, text });
      next = { byte: line.end, line: next.line + 1 };
    }
    return { lines, next, atEnd: false };
  }

  /** The line that begins with a byte, null where it is too long, and where the next begins; undefined at the end. */
  async #line(start: number): Promise<{ bytes: Uint8Array | null; end: number } | undefined> {
    const parts: Uint8Array[] = [];
    for (let at = start; ; ) {
      const rest = await this.#from(at);
      if (!rest) return at === start ? undefined : { bytes: joined(parts, at - start), end: at };
      const length = rest.indexOf(LINE_FEED);
      const part = length < 0 ? rest : rest.subarray(0, length);
      at += part.length;
      if (at - start <= LONGEST) parts.push(part);
      if (length >= 0) return { bytes: joined(parts, at - start), end: at + 1 };
    }
  }

  /** What is left of a piece from a byte on; undefined behind the file's end. */
  async #from(byte: number): Promise<Uint8Array | undefined> {
    if (!this.#piece || !isIn(this.#piece, byte)) this.#piece = await this.#find(byte);
    const piece = this.#piece;
    return piece && isIn(piece, byte) ? piece.bytes.subarray(byte - piece.firstByte) : undefined;
  }
}

const isIn = ({ firstByte, bytes }: FilePiece, byte: number): boolean =>
  byte >= firstByte && byte < firstByte + bytes.length;

const joined = (parts: readonly Uint8Array[], length: number): Uint8Array | null =>
  length > LONGEST ? null : Buffer.concat(parts);

function textOf(bytes: Uint8Array | null): string | RowRefusal {
  if (bytes === null) return rowTooLong();
  if (!isUtf8(bytes)) return rowNotUtf8();
  return Buffer.from(bytes).toString("utf8").replace(/\r$/, "");
}
