import { StoreError } from "./store-error.ts";

/** Primary result codes (sqlite.org/rescode.html). */
const BUSY = 5;

const explanations: ReadonlyMap<number, string> = new Map([
  [BUSY, "another process keeps it locked"],
  [8, "it can't be written"],
  [10, "the disk failed"],
  [11, "it is damaged"],
  [13, "the disk is full"],
  [14, "it can't be opened; is it a file in a folder that may be written?"],
  [26, "it is not a SQLite database"],
]);

/** An extended code has its primary code in the low byte. */
const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;

export const isBusy = (error: unknown): boolean => primaryCode(error) === BUSY;

/** The one line that tells why the database could not be opened. */
export function openingError(name: string, error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  const explanation = explanations.get(primaryCode(error) ?? 0) ?? reason;
  return new StoreError(`cannot open the database ${name}: ${explanation}`, { cause: error });
}
