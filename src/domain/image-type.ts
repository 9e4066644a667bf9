import { isUtf8 } from "node:buffer";
import type { Bytes } from "../base/bytes.ts";

/** By the names that Cognito has for them. */
export type ImageType = "ICO" | "JPEG" | "PNG" | "SVG" | "WEBP";

/** What files of a type begin with; `null`: any byte. */
const SIGNATURES: readonly (readonly [ImageType, readonly (number | null)[]])[] = [
  ["PNG", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["JPEG", [0xff, 0xd8, 0xff]],
  ["WEBP", [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50]],
  ["ICO", [0x00, 0x00, 0x01, 0x00]],
];

/** The type that an image's bytes tell; undefined where they are no image of a known type. */
export function imageTypeOf(bytes: Bytes): ImageType | undefined {
  const found = SIGNATURES.find(([, signature]) =>
    signature.every((byte, at) => bytes[at] === (byte ?? bytes[at])),
  );
  if (found) return bytes.length > found[1].length ? found[0] : undefined;
  return isSvg(bytes) ? "SVG" : undefined;
}

/** A byte order mark, blanks, declarations, comments and a document type may stand before the root element. */
const PROLOG = /^\uFEFF?\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>[]*>\s*)*<svg[\s/>]/is;
const PROLOG_LENGTH = 8192;

function isSvg(bytes: Bytes): boolean {
  if (!isUtf8(bytes)) return false;
  return PROLOG.test(Buffer.from(bytes).toString("utf8", 0, PROLOG_LENGTH));
}

/** What makes an SVG do more than show, as a whole or hidden behind entities and blanks that browsers take out. */
const ACTIVE: readonly RegExp[] = [
  /<\s*(?:[\w.-]+:)?(?:script|foreignObject|iframe|object|embed)\b/i,
  /[\s"'/]on[a-z]+\s*=/i,
  /(?:java|vb)script:/i,
  /(?:href|to|from|by|values)\s*=\s*(?:"[^":]*(?:&#|[\t\r\n])|'[^':]*(?:&#|[\t\r\n]))/i,
  /<!ENTITY/i,
];

/** Whether an SVG would do something where it is opened on its own. */
export function isActiveSvg(bytes: Bytes): boolean {
  const text = Buffer.from(bytes).toString("utf8");
  return ACTIVE.some((pattern) => pattern.test(text));
}
