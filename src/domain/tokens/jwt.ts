import { type Bytes, toBase64Url, utf8 } from "../../base/bytes.ts";
import { isObject, type JsonObject } from "../../base/json.ts";

/** The service writes every slash escaped. */
const compactJson = (value: JsonObject): string => JSON.stringify(value).replaceAll("/", "\\/");

/** The part of a JWS that is signed (RFC 7515 section 5.1). */
export const signingInput = (keyId: string, claims: JsonObject): string =>
  `${toBase64Url(utf8(compactJson({ kid: keyId, alg: "RS256" })))}.${toBase64Url(utf8(compactJson(claims)))}`;

export const withSignature = (input: string, signature: Bytes): string =>
  `${input}.${toBase64Url(signature)}`;

/** A JWS taken apart; nothing in it is to be believed before its signature is verified. */
export interface UnverifiedJwt {
  readonly keyId: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: Bytes;
  readonly signature: Bytes;
}

const PARTS = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Takes a compact RS256 JWS apart; null where it is none. */
export function readJwt(token: string): UnverifiedJwt | null {
  const [, header = "", claims = "", signature = ""] = PARTS.exec(token) ?? [];
  const head = readPart(header);
  const body = readPart(claims);
  if (!head || !body || head["alg"] !== "RS256" || typeof head["kid"] !== "string") return null;
  return {
    keyId: head["kid"],
    claims: body,
    signed: utf8(`${header}.${claims}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

function readPart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
