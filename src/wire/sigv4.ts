import { type Bytes, hmacSha256, sha256, toHex, utf8 } from "../base/bytes.ts";

/** Signs requests by AWS Signature Version 4; `verify-signature.ts` checks what others signed. */

export const ALGORITHM = "AWS4-HMAC-SHA256";
export const TERMINATOR = "aws4_request";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What a signing key is good for: one day (`YYYYMMDD`), region and service. */
export interface SigningScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface RequestToSign {
  readonly method: string;
  readonly url: string | URL;
  /** `host` is taken from `url`, whatever stands here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Bytes | string;
  readonly region: string;
  readonly service: string;
  readonly credentials: Credentials;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Keeps derived keys between calls. */
  readonly signingKeys?: SigningKeys | undefined;
}

export interface CanonicalRequest {
  readonly method: string;
  /** As it stands in the request line, without the query. */
  readonly path: string;
  /** Without the `?`. */
  readonly query: string;
  /** Lower-case names in ascending order. */
  readonly signedHeaders: readonly string[];
  /** By lower-case name; values as `canonicalValue` leaves them. */
  readonly headers: ReadonlyMap<string, string>;
  /** SHA-256 of the body, hex. */
  readonly bodyHash: string;
}

/** Headers that a hop on the way may add or rewrite; a signature over them would not survive. */
const NEVER_SIGNED = new Set([
  "authorization",
  "connection",
  "expect",
  "host",
  "transfer-encoding",
  "user-agent",
  "x-amzn-trace-id",
]);

/**
 * The headers to send: those given, `x-amz-date`, `x-amz-content-sha256`, `x-amz-security-token` where there is a
 * session, and `authorization`. Names are lower-case; `host` is signed but left to the HTTP client.
 */
export function signRequest(request: RequestToSign): Record<string, string> {
  const url = new URL(request.url);
  const { accessKeyId, secretAccessKey, sessionToken } = request.credentials;
  const amzDate = toAmzDate(request.at);
  const bodyHash = toHex(sha256(typeof request.body === "string" ? utf8(request.body) : request.body));
  const scope = { date: amzDate.slice(0, 8), region: request.region, service: request.service };

  const sent: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) sent[name.toLowerCase()] = value;
  delete sent["host"];
  sent["x-amz-date"] = amzDate;
  sent["x-amz-content-sha256"] = bodyHash;
  if (sessionToken !== undefined) sent["x-amz-security-token"] = sessionToken;

  const signable = Object.entries(sent).filter(([name]) => !NEVER_SIGNED.has(name));
  const headers = new Map(signable.map(([name, value]) => [name, canonicalValue(value)]));
  headers.set("host", url.host);
  const signedHeaders = [...headers.keys()].sort();

  const toSign = stringToSign(amzDate, scope, {
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    signedHeaders,
    headers,
    bodyHash,
  });
  const key = (request.signingKeys ?? new SigningKeys()).get(secretAccessKey, scope);
  sent["authorization"] =
    `${ALGORITHM} Credential=${accessKeyId}/${scopeText(scope)}, ` +
    `SignedHeaders=${signedHeaders.join(";")}, Signature=${signature(key, toSign)}`;
  return sent;
}

/** `YYYYMMDDTHHMMSSZ`. */
export const toAmzDate = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, "");

const scopeText = ({ date, region, service }: SigningScope): string =>
  `${date}/${region}/${service}/${TERMINATOR}`;

/** Trims a header's value and folds each run of white space into one blank. */
export const canonicalValue = (value: string): string => value.trim().replace(/\s+/g, " ");

export const signature = (key: Bytes, toSign: string): string => toHex(hmacSha256(key, utf8(toSign)));

export function stringToSign(amzDate: string, scope: SigningScope, request: CanonicalRequest): string {
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...request.signedHeaders.map((name) => `${name}:${request.headers.get(name) ?? ""}`),
    "",
    request.signedHeaders.join(";"),
    request.bodyHash,
  ].join("\n");
  return [ALGORITHM, amzDate, scopeText(scope), toHex(sha256(utf8(canonical)))].join("\n");
}

/** Without empty and dot segments, and percent-encoded once more: every service but S3 signs its path so. */
function canonicalPath(path: string): string {
  if (path === "/" || path === "") return "/";
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(encode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${segments.join("/")}${trailing}`;
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  return [...new URLSearchParams(query)]
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Percent-encodes all but the unreserved characters of RFC 3986 section 2.3. */
const encode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Derived signing keys by secret and scope, so that four of the five HMACs are done once a day. */
export class SigningKeys {
  readonly #limit: number;
  readonly #keys = new Map<string, Bytes>();

  /** Keeps at most `limit` keys; the oldest goes first. */
  constructor(limit = 256) {
    this.#limit = limit;
  }

  get(secretAccessKey: string, { date, region, service }: SigningScope): Bytes {
    const id = `${date}/${region}/${service}/${secretAccessKey}`;
    const known = this.#keys.get(id);
    if (known !== undefined) return known;

    const key = [date, region, service, TERMINATOR].reduce(
      (parent: Bytes, part) => hmacSha256(parent, utf8(part)),
      utf8(`AWS4${secretAccessKey}`),
    );
    const oldest = this.#keys.size < this.#limit ? undefined : this.#keys.keys().next().value;
    if (oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(id, key);
    return key;
  }
}
