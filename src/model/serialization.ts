/** What the service says when JSON is of another type than the model's: SerializationException's messages. */
import type { ScalarShape, Shape } from "./shape.ts";

/** JSON that can't be read as the model's shape; the message is for the caller. */
export class SerializationMismatch extends Error {
  override readonly name = "SerializationMismatch";
}

const STARTS = {
  list: "Start of list found where not expected",
  object: "Start of structure or map found where not expected.",
} as const;

const EXPECTED = {
  structure: "Expected null",
  list: "Expected list or null",
  map: "Expected map or null",
} as const;

const TARGETS: Readonly<Record<ScalarShape["type"] | "string", string>> = {
  string: "a String",
  integer: "an Integer",
  long: "a Long",
  boolean: "a Boolean",
  timestamp: "a Timestamp",
  blob: "a Blob",
  document: "a Document",
};

/** The service's own slip, for this one pair. */
const TEXT_AS_BOOLEAN = "STRING_VALUE can not be converted to an Boolean";

const DOCUMENT_TOO_DEEP = "Document nesting depth exceeds the maximum allowed";

export const documentTooDeep = (): SerializationMismatch => new SerializationMismatch(DOCUMENT_TOO_DEEP);

/** The refusal of `found`, any JSON value but null, where `expected` should stand. */
export function mismatch(expected: Shape, found: unknown): SerializationMismatch {
  return new SerializationMismatch(mismatchMessage(expected.type, found));
}

function mismatchMessage(expected: Shape["type"], found: unknown): string {
  if (Array.isArray(found)) return STARTS.list;
  if (typeof found === "object") return STARTS.object;
  if (expected === "structure" || expected === "list" || expected === "map") return EXPECTED[expected];
  if (expected === "boolean" && typeof found === "string") return TEXT_AS_BOOLEAN;
  return `${token(found)} can not be converted to ${TARGETS[expected]}`;
}

function token(found: unknown): string {
  if (typeof found === "boolean") return found ? "TRUE_VALUE" : "FALSE_VALUE";
  return typeof found === "number" ? "NUMBER_VALUE" : "STRING_VALUE";
}
