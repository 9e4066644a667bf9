import { type UserPoolId, userPoolId } from "../base/ids.ts";
import { isObject } from "../base/json.ts";
import type { Mac } from "../base/sealed.ts";
import { IMPORT_LIMITS, type ImportJob } from "../domain/import-job.ts";
import type { Context } from "./context.ts";

/** What a URL of a job is good for. */
export type ImportPurpose = "upload" | "log";

export interface ImportGrant {
  readonly poolId: UserPoolId;
  readonly jobId: string;
  readonly expiresAt: number;
}

type Tools = Pick<Context, "vault" | "settings">;

const context = (purpose: ImportPurpose): string => `import-url:${purpose}`;

/** The same URL for the same grant every time: the token in it is the grant with a keyed hash. */
function importUrl({ vault, settings }: Tools, purpose: ImportPurpose, grant: ImportGrant): string {
  const { poolId, jobId, expiresAt } = grant;
  const payload = Buffer.from(JSON.stringify({ poolId, jobId, expiresAt })).toString("base64url");
  const token = `${payload}.${vault.mac(context(purpose), payload)}`;
  return `${settings.publicUrl()}/_poolkeeper/imports/${token}`;
}

/** Where a job's file is uploaded to. */
export const uploadUrl = (tools: Tools, { poolId, id, createdAt }: ImportJob): string =>
  importUrl(tools, "upload", { poolId, jobId: id, expiresAt: createdAt + IMPORT_LIMITS.uploadableFor });

/** Where a job's log is read, as long as it is kept. */
export const logUrl = (tools: Tools, { poolId, id }: ImportJob, now: number): string =>
  importUrl(tools, "log", { poolId, jobId: id, expiresAt: now + IMPORT_LIMITS.logKeptFor });

/** What a token grants; `forged` where we did not make it for this purpose. */
export function grantOf(
  { vault, clock }: Pick<Context, "vault" | "clock">,
  purpose: ImportPurpose,
  token: string,
): ImportGrant | "forged" | "expired" {
  const grant = grantIn(vault, purpose, token);
  if (!grant) return "forged";
  return grant.expiresAt <= clock.now() ? "expired" : grant;
}

function grantIn(vault: Context["vault"], purpose: ImportPurpose, token: string): ImportGrant | undefined {
  const dot = token.indexOf(".");
  if (dot < 0) return undefined;
  const payload = token.slice(0, dot);
  const grant = isOurs(vault, purpose, payload, token.slice(dot + 1))
    ? JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))
    : undefined;
  if (!isObject(grant)) return undefined;
  const { poolId, jobId, expiresAt } = grant;
  return { poolId: userPoolId(String(poolId)), jobId: String(jobId), expiresAt: Number(expiresAt) };
}

function isOurs(vault: Context["vault"], purpose: ImportPurpose, payload: string, mac: string): boolean {
  try {
    return vault.verifyMac(context(purpose), payload, mac as Mac);
  } catch {
    // Not even of the form of a keyed hash, or of a key that is not there.
    return false;
  }
}
