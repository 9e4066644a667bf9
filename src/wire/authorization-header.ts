import { sha256, toBase64, utf8 } from "../base/bytes.ts";
import { requirements, scopeProblems, wireFaults } from "./faults.ts";
import type { SigningScope } from "./sigv4.ts";

/** An Authorization header as Signature Version 4 writes it, read but not believed. */
export interface Authorization {
  readonly algorithm: string;
  readonly credential: string | undefined;
  /** Lower-case, in the order given. */
  readonly signedHeaders: readonly string[] | undefined;
  readonly signature: string | undefined;
  /** For messages, which must not show the header itself. */
  readonly digest: string;
}

/** The `Credential` of an Authorization header. */
export interface CredentialScope extends SigningScope {
  readonly accessKeyId: string;
  readonly terminator: string;
}

const REGION = /^[a-z0-9-]{1,32}$/;
export const isRegion = (text: string): boolean => REGION.test(text);

/** `Credential`, `SignedHeaders` and `Signature` in any order, with commas, blanks or both between them. */
export function parseAuthorization(header: string | undefined): Authorization {
  if (!header?.startsWith("AWS4-")) throw wireFaults.missingAuthentication();
  const digest = toBase64(sha256(utf8(header)));
  const [algorithm = "", ...pairs] = header.split(/[\s,]+/);

  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    if (equals < 1) throw wireFaults.authorizationMalformed(digest);
    parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  return {
    algorithm,
    credential: parameters.get("Credential") || undefined,
    signedHeaders: parameters.get("SignedHeaders")?.toLowerCase().split(";"),
    signature: parameters.get("Signature") || undefined,
    digest,
  };
}

/** Throws where there is no `Credential` of five parts with a possible region. */
export function readCredential({ credential, digest }: Authorization): CredentialScope {
  if (credential === undefined) {
    throw wireFaults.authorizationIncomplete([requirements.parameter("Credential")], digest);
  }
  const parts = credential.replace(/\/+$/, "").split("/");
  const [accessKeyId, date, region, service, terminator] = parts;
  const whole = parts.length === 5 && accessKeyId && date && region && service && terminator;
  if (!whole) throw wireFaults.credentialMalformed(credential);
  if (!isRegion(region)) throw wireFaults.wrongScope([scopeProblems.region(region)]);
  return { accessKeyId, date, region, service, terminator };
}
