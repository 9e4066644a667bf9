import { type Bytes, sameText, sha256, toHex } from "../base/bytes.ts";
import { minutes } from "../base/clock.ts";
import {
  type Authorization,
  type CredentialScope,
  parseAuthorization,
  readCredential,
} from "./authorization-header.ts";
import { requirements, scopeProblems, wireFaults } from "./faults.ts";
import {
  ALGORITHM,
  canonicalValue,
  type SigningKeys,
  signature,
  stringToSign,
  TERMINATOR,
  toAmzDate,
} from "./sigv4.ts";

/** A request as it came in. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as in the request line. */
  readonly target: string;
  /** Names and values by turns, as in the request. */
  readonly rawHeaders: readonly string[];
  readonly body: Bytes;
}

export interface SecretKey {
  readonly id: string;
  readonly secret: string;
}

export interface Verification<Key extends SecretKey> {
  readonly service: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly findKey: (accessKeyId: string) => Promise<Key | undefined>;
  readonly signingKeys: SigningKeys;
}

const SKEW_MINUTES = 5;

/** Proxies and browsers add these after the signing; nothing is decided by them. */
const MAY_GO_UNSIGNED = new Set(["x-amz-cf-id", "x-amz-user-agent"]);

type Headers = ReadonlyMap<string, string>;

/**
 * The key that signed this request, and for which region. Every check of Signature Version 4 in the order the service
 * makes them; throws a Fault at the first that fails. The body's hash is always computed, never taken from a header.
 */
export async function verifySignature<Key extends SecretKey>(
  request: ReceivedRequest,
  { service, now, findKey, signingKeys }: Verification<Key>,
): Promise<{ readonly key: Key; readonly region: string }> {
  const headers = canonicalHeaders(request.rawHeaders);
  const [path = "/", query = ""] = splitTarget(request.target);
  const authorization = parseAuthorization(headers.get("authorization"));
  if (new URLSearchParams(query).has("X-Amz-Algorithm")) throw wireFaults.signedTwice();

  const { signedHeaders, signature: given, amzDate } = requireParts(authorization, headers);
  requireCurrent(amzDate, now);
  requireSigned(headers, new Set(signedHeaders));
  if (authorization.algorithm !== ALGORITHM) throw wireFaults.unsupportedAlgorithm(authorization.algorithm);
  const scope = readCredential(authorization);
  requireScope(scope, service, amzDate);

  const key = await findKey(scope.accessKeyId);
  if (key === undefined) throw wireFaults.unrecognizedClient(`no access key ${scope.accessKeyId}`);
  if (headers.has("x-amz-security-token")) throw wireFaults.unrecognizedClient("keys here have no sessions");

  const bodyHash = toHex(sha256(request.body));
  const claimed = headers.get("x-amz-content-sha256");
  if (claimed !== undefined && claimed !== bodyHash) throw wireFaults.signatureMismatch("body hash");
  const toSign = stringToSign(amzDate, scope, {
    method: request.method,
    path,
    query,
    signedHeaders,
    headers,
    bodyHash,
  });
  if (!sameText(signature(signingKeys.get(key.secret, scope), toSign), given)) {
    throw wireFaults.signatureMismatch();
  }
  return { key, region: scope.region };
}

/** By lower-case name; repeated headers joined by a comma in the order they came. */
function canonicalHeaders(rawHeaders: readonly string[]): Headers {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? "").toLowerCase();
    const value = canonicalValue(rawHeaders[at + 1] ?? "");
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf("?");
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)];
}

/** Some old clients sign a `Date` header that holds what `X-Amz-Date` should. */
function requireParts(authorization: Authorization, headers: Headers) {
  const { credential, signature: given, signedHeaders, digest } = authorization;
  const amzDate = headers.get("x-amz-date") ?? headers.get("date");
  if (credential === undefined || !given || signedHeaders === undefined || amzDate === undefined) {
    const missing = [
      credential === undefined ? [requirements.parameter("Credential")] : [],
      given === undefined ? [requirements.parameter("Signature")] : [],
      signedHeaders === undefined ? [requirements.parameter("SignedHeaders")] : [],
      amzDate === undefined ? [requirements.date()] : [],
    ];
    throw wireFaults.authorizationIncomplete(missing.flat(), digest);
  }
  return { signature: given, signedHeaders, amzDate };
}

function requireCurrent(amzDate: string, now: number): void {
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === undefined) throw wireFaults.dateMalformed(amzDate);
  const earliest = now - minutes(SKEW_MINUTES);
  const latest = now + minutes(SKEW_MINUTES);
  if (signedAt < earliest) {
    throw wireFaults.signatureExpired(amzDate, toAmzDate(earliest), toAmzDate(now), SKEW_MINUTES);
  }
  if (signedAt > latest) {
    throw wireFaults.signatureEarly(amzDate, toAmzDate(latest), toAmzDate(now), SKEW_MINUTES);
  }
}

/** Epoch milliseconds, or undefined where the text is no moment in ISO 8601's basic format. */
function parseAmzDate(text: string): number | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const moment = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment) || toAmzDate(moment) !== text ? undefined : moment;
}

/** What is not signed, anyone on the way can change: the operation's name stands in a header. */
function requireSigned(headers: Headers, signed: ReadonlySet<string>): void {
  if (!signed.has("host")) throw wireFaults.hostUnsigned();
  if (!headers.has("x-amz-date") && !signed.has("date")) throw wireFaults.headerUnsigned("date");
  for (const name of headers.keys()) {
    if (name.startsWith("x-amz-") && !signed.has(name) && !MAY_GO_UNSIGNED.has(name)) {
      throw wireFaults.headerUnsigned(name);
    }
  }
}

function requireScope(scope: CredentialScope, service: string, amzDate: string): void {
  const day = amzDate.slice(0, 8);
  const problems = [
    scope.service === service ? [] : [scopeProblems.service(service)],
    scope.terminator === TERMINATOR ? [] : [scopeProblems.terminator(TERMINATOR, scope.terminator)],
    scope.date === day ? [] : [scopeProblems.date(scope.date, day, amzDate)],
  ].flat();
  if (problems.length > 0) throw wireFaults.wrongScope(problems);
}
