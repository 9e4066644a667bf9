import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export type Bytes = Uint8Array;

export const utf8 = (text: string): Bytes => Buffer.from(text, "utf8");
export const fromHex = (hex: string): Bytes => Buffer.from(hex, "hex");
export const toHex = (bytes: Bytes): string => Buffer.from(bytes).toString("hex");
export const fromBase64 = (text: string): Bytes => Buffer.from(text, "base64");
export const toBase64 = (bytes: Bytes): string => Buffer.from(bytes).toString("base64");
export const toBase64Url = (bytes: Bytes): string => Buffer.from(bytes).toString("base64url");
export const concat = (...parts: Bytes[]): Bytes => Buffer.concat(parts);

export const sha256 = (...parts: Bytes[]): Bytes => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const hmacSha256 = (key: Bytes, ...parts: Bytes[]): Bytes => {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

/** Compares in a time that tells nothing of the contents. */
export const sameBytes = (a: Bytes, b: Bytes): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Compares two texts in a time that tells nothing of their contents or of a common prefix. */
export const sameText = (a: string, b: string): boolean => sameBytes(sha256(utf8(a)), sha256(utf8(b)));
