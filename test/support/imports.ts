import { setTimeout as sleep } from "node:timers/promises";
import type {
  CognitoIdentityProvider,
  CreateUserImportJobRequest,
  UserImportJobType,
} from "@aws-sdk/client-cognito-identity-provider";
import { csvHeaderOf, PASSWORD_HASH } from "../../src/domain/csv-header.ts";
import { type App, type AppOptions, newApp, there, type World } from "./arrange.ts";
import { refusal } from "./server.ts";

/** A pool whose users are imported from files. */
export interface ImportSite {
  readonly api: CognitoIdentityProvider;
  readonly poolId: string;
}

/** A pool that verifies e-mail addresses, as imports need it, with a client. */
export const newImportApp = (world: World, { pool, client }: AppOptions = {}): Promise<App> =>
  newApp(world, { pool: { AutoVerifiedAttributes: ["email"], ...pool }, ...(client && { client }) });

export const precondition = (message: string) => refusal("PreconditionNotMetException", message);

/** Values by column. */
export type CsvRow = Readonly<Record<string, string>>;

export const COLUMNS: readonly string[] = csvHeaderOf([]).filter((column) => column !== PASSWORD_HASH);

/** A user with a verified e-mail address. */
export const person = (username: string, more: CsvRow = {}): CsvRow => ({
  "cognito:username": username,
  email: `${username}@example.com`,
  email_verified: "TRUE",
  ...more,
});

export const csvOf = (rows: readonly CsvRow[], columns = COLUMNS): string =>
  [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))]
    .map((values) => `${values.join(",")}\n`)
    .join("");

export async function createJob(
  { api, poolId }: ImportSite,
  more: Partial<CreateUserImportJobRequest> = {},
): Promise<UserImportJobType> {
  const { UserImportJob } = await api.createUserImportJob({
    UserPoolId: poolId,
    JobName: "newcomers",
    CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/import",
    ...more,
  });
  return there(UserImportJob);
}

/** As the documentation's curl does it. */
export const upload = (url: string | undefined, file: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(there(url), { method: "PUT", headers: { "x-amz-server-side-encryption": "aws:kms" }, body: file });

export interface ReadyJob {
  readonly id: string;
  /** What became of the rows, so far. */
  log(): Promise<string[]>;
}

/** A job whose file is uploaded. */
export async function readyJob(
  site: ImportSite,
  file: string | Uint8Array<ArrayBuffer>,
  more?: Partial<CreateUserImportJobRequest>,
): Promise<ReadyJob> {
  const job = await createJob(site, more);
  const answer = await upload(job.PreSignedUrl, file);
  if (answer.status !== 200) throw new Error(`the upload was answered ${answer.status}`);
  const url = there(answer.headers.get("x-poolkeeper-import-log") ?? undefined);
  return {
    id: there(job.JobId),
    async log() {
      const text = await (await fetch(url)).text();
      return text.split("\n").filter((line) => line !== "");
    },
  };
}

export async function describeJob({ api, poolId }: ImportSite, id: string): Promise<UserImportJobType> {
  const { UserImportJob } = await api.describeUserImportJob({ UserPoolId: poolId, JobId: id });
  return there(UserImportJob);
}

export const startJob = ({ api, poolId }: ImportSite, id: string) =>
  api.startUserImportJob({ UserPoolId: poolId, JobId: id });

export async function stopJob({ api, poolId }: ImportSite, id: string): Promise<UserImportJobType> {
  const { UserImportJob } = await api.stopUserImportJob({ UserPoolId: poolId, JobId: id });
  return there(UserImportJob);
}

/** Waits until a job has ended. */
export async function endOf(site: ImportSite, id: string): Promise<UserImportJobType> {
  for (;;) {
    const job = await describeJob(site, id);
    if (job.CompletionDate !== undefined) return job;
    await sleep(5);
  }
}

/** Has a file imported, and tells how that ended. */
export async function importFile(
  site: ImportSite,
  file: string | Uint8Array<ArrayBuffer>,
  more?: Partial<CreateUserImportJobRequest>,
): Promise<{ job: UserImportJobType; log: string[] }> {
  const ready = await readyJob(site, file, more);
  await startJob(site, ready.id);
  return { job: await endOf(site, ready.id), log: await ready.log() };
}
