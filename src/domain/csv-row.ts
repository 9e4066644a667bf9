import { IMPORT_LIMITS } from "./import-job.ts";

/** A row that makes no user; the message tells nothing of its content. */
export class RowRefusal extends Error {}

/** A row's values, trimmed; a comma inside a value has a backslash before it. */
export const splitRow = (line: string): string[] =>
  line.includes("\\")
    ? line.split(/(?<!\\),/).map((value) => value.replaceAll("\\,", ",").trim())
    : line.split(",").map((value) => value.trim());

/** A row's values by column, empty ones left out. Throws `RowRefusal`. */
export function readRow(columns: readonly string[], line: string): Map<string, string> {
  if (line.length > IMPORT_LIMITS.rowLength) throw rowTooLong();
  const values = splitRow(line);
  if (values.length !== columns.length) {
    throw new RowRefusal("The number of values does not match the number of columns in the header.");
  }
  const row = new Map<string, string>();
  for (const [at, column] of columns.entries()) {
    const value = values[at];
    if (value) row.set(column, value);
  }
  return row;
}

export const rowTooLong = (): RowRefusal =>
  new RowRefusal("The row is longer than the maximum of 16,000 characters.");

export const rowNotUtf8 = (): RowRefusal => new RowRefusal("The row is not in UTF-8 format.");

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Counts the lines of a text that arrives in pieces, blank ones left out. */
export class LineCounter {
  #complete = 0;
  #hasContent = false;

  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      const end = piece.indexOf(LINE_FEED, at);
      const line = piece.subarray(at, end < 0 ? piece.length : end);
      this.#hasContent ||= line.length > 1 || (line.length === 1 && line[0] !== CARRIAGE_RETURN);
      if (end < 0) return;
      if (this.#hasContent) this.#complete++;
      this.#hasContent = false;
      at = end + 1;
    }
  }

  get lines(): number {
    return this.#complete + (this.#hasContent ? 1 : 0);
  }
}
