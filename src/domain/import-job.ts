import { days, hours, minutes } from "../base/clock.ts";
import type { UserPoolId } from "../base/ids.ts";
import type { PasswordHashingAlgorithmType, UserImportJobStatusType } from "../model/types.gen.ts";

/** What became of the rows so far. */
export interface ImportCounts {
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
}

/** How far a job has read its file. */
export interface ImportPlace {
  /** The byte that the next line begins with. */
  readonly byte: number;
  /** Of the next line, counted from 1. */
  readonly line: number;
}

/** An uploaded file; another upload is another file. */
export interface ImportFile {
  readonly id: string;
  /** Lines that are not blank, the header among them. */
  readonly lines: number;
}

export interface ImportJob extends ImportCounts {
  readonly poolId: UserPoolId;
  readonly id: string;
  readonly name: string;
  readonly logsRoleArn: string;
  /** Of the hashes in the file; null where the users come without passwords. */
  readonly algorithm: PasswordHashingAlgorithmType | null;
  readonly status: UserImportJobStatusType;
  /** What was uploaded last, as a whole. */
  readonly file: ImportFile | null;
  readonly next: ImportPlace;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly completionMessage: string | null;
  readonly version: number;
}

export const IMPORT_LIMITS = {
  jobsAPool: 1000,
  uploadableFor: minutes(15),
  startableFor: hours(24),
  /** From the end of a job. */
  logKeptFor: days(30),
  fileBytes: 100 * 1024 * 1024,
  /** Users in a file. */
  rows: 500_000,
  /** Characters in a row. */
  rowLength: 16_000,
} as const;

/** How a job ended, in the service's words where they are known. */
export const COMPLETION = {
  succeeded: "Import Job Completed Successfully.",
  stopped: "The Import Job was stopped by the developer.",
  expired: "The user import job has expired.",
  tooManyRefused: "Too many users have failed or been skipped during the import.",
  byteOrderMark: "The CSV file must be in UTF-8 format without byte order mark.",
  headerDiffers: "The header of the CSV file does not match the attributes of the user pool.",
  hashColumnMissing: "The CSV file has no password_hash column.",
  tooManyRows: "The CSV file has more than 500,000 rows.",
} as const;

export type Ending = Pick<ImportJob, "status" | "completionMessage">;

export const failure = (reason: keyof typeof COMPLETION): Ending => ({
  status: "Failed",
  completionMessage: COMPLETION[reason],
});

/** How a job ends that has read its whole file: badly where most of the rows made no user. */
export const endingOf = ({ imported, skipped, failed }: ImportCounts): Ending =>
  failed + skipped > imported
    ? failure("tooManyRefused")
    : { status: "Succeeded", completionMessage: COMPLETION.succeeded };

/** A job as it is now: one that nobody started in time has expired, whether or not that is stored yet. */
export function asOf(job: ImportJob, now: number): ImportJob {
  const expiresAt = job.createdAt + IMPORT_LIMITS.startableFor;
  if (job.status !== "Created" || now < expiresAt) return job;
  return { ...job, status: "Expired", completedAt: expiresAt, completionMessage: COMPLETION.expired };
}

/** What became of one row. */
export type RowResult =
  | { readonly kind: "SUCCEEDED" | "SKIPPED"; readonly line: number }
  | { readonly kind: "FAILED"; readonly line: number; readonly reason: string };

/** What a job's log says of a row: nothing of its content. */
export function logLine(result: RowResult): string {
  const { kind, line } = result;
  const about = { SUCCEEDED: "The import succeeded.", SKIPPED: "The user already exists." };
  return `[${kind}] Line Number ${line} - ${kind === "FAILED" ? result.reason : about[kind]}`;
}

export function countedWith(counts: ImportCounts, results: readonly RowResult[]): ImportCounts {
  const count = (kind: RowResult["kind"]) => results.filter((result) => result.kind === kind).length;
  return {
    imported: counts.imported + count("SUCCEEDED"),
    skipped: counts.skipped + count("SKIPPED"),
    failed: counts.failed + count("FAILED"),
  };
}

/** Why the door of a job's upload and log stays shut. */
export type ImportDoorRefusal = "forged" | "expired" | "closed" | "tooLarge" | "superseded";

export type UploadOutcome =
  | { readonly kind: "stored"; readonly logUrl: string }
  | { readonly kind: "refused"; readonly reason: ImportDoorRefusal };

export type LogOutcome =
  | { readonly kind: "found"; readonly text: AsyncIterable<string> }
  | { readonly kind: "refused"; readonly reason: ImportDoorRefusal };
