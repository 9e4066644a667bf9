/**
 * Between the wire's JSON and the model's types: epoch seconds become milliseconds and base64 becomes bytes,
 * members the model doesn't have are dropped, and a null member counts as left out.
 */
import { operationModel } from "./operations.ts";
import { documentTooDeep, mismatch } from "./serialization.ts";
import type { MapShape, Shape, StructureShape } from "./shape.ts";
import type { DocumentValue, OperationName, Operations } from "./types.gen.ts";

export type WireObject = { [member: string]: DocumentValue | undefined };

/** How deep arrays and objects may nest in a document. */
const MAX_DOCUMENT_DEPTH = 1000;

const MAX_INTEGER = 2 ** 31;

type Fields = Record<string, unknown>;
type Decoder = (shape: Shape, value: unknown) => unknown;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/**
 * Reads JSON as a shape's value. Limits are not looked at: that is `check.ts`.
 * @throws {SerializationMismatch} when a value is of another type
 */
export function decode(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case "structure":
      return decodeStructure(shape, value);
    case "list":
      if (!Array.isArray(value)) throw mismatch(shape, value);
      return value.map((item) => (item === null ? null : decode(shape.member, item)));
    case "map":
      return decodeMap(shape, value);
    default:
      return SCALARS[shape.type](shape, value);
  }
}

const SCALARS: Readonly<Record<Exclude<Shape["type"], "structure" | "list" | "map">, Decoder>> = {
  string: (shape, value) => {
    if (typeof value !== "string") throw mismatch(shape, value);
    return value;
  },
  boolean: (shape, value) => {
    if (typeof value !== "boolean") throw mismatch(shape, value);
    return value;
  },
  integer: (shape, value) => {
    const fits = Number.isInteger(value) && Number(value) >= -MAX_INTEGER && Number(value) < MAX_INTEGER;
    if (!fits) throw mismatch(shape, value);
    return value;
  },
  long: (shape, value) => {
    if (!Number.isSafeInteger(value)) throw mismatch(shape, value);
    return value;
  },
  timestamp: (shape, value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) throw mismatch(shape, value);
    return Math.round(value * 1000);
  },
  blob: (shape, value) => {
    if (typeof value !== "string") throw mismatch(shape, value);
    const bytes = new Uint8Array(Buffer.from(value, "base64"));
    if (base64(bytes) !== value) throw mismatch(shape, value);
    return bytes;
  },
  document: (_, value) => {
    if (isTooDeep(value)) throw documentTooDeep();
    return value;
  },
};

function decodeStructure(shape: StructureShape, value: unknown): Fields {
  if (!isFields(value)) throw mismatch(shape, value);
  const decoded: Fields = {};
  for (const member of shape.members) {
    const found = own(value, member.name);
    if (found !== undefined && found !== null) decoded[member.name] = decode(member.shape, found);
  }
  return decoded;
}

/** Without a prototype: its keys are the caller's, and `__proto__` or `constructor` are as good as any. */
function decodeMap(shape: MapShape, value: unknown): Fields {
  if (!isFields(value)) throw mismatch(shape, value);
  const decoded: Fields = Object.create(null);
  for (const key of Object.keys(value)) {
    const found = value[key];
    decoded[key] = found === null ? null : decode(shape.value, found);
  }
  return decoded;
}

/** Level by level, so that no depth can exhaust the stack. */
function isTooDeep(document: unknown): boolean {
  let level = [document];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DOCUMENT_DEPTH) return true;
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}

/** Writes a shape's value as JSON. A value of another type goes out as it is. */
function encode(shape: Shape, value: unknown): unknown {
  switch (shape.type) {
    case "structure":
      return isFields(value) ? encodeStructure(shape, value) : value;
    case "list":
      return Array.isArray(value) ? value.map((item) => encode(shape.member, item)) : value;
    case "map":
      return isFields(value) ? encodeMap(shape, value) : value;
    case "timestamp":
      return typeof value === "number" ? value / 1000 : value;
    case "blob":
      return value instanceof Uint8Array ? base64(value) : value;
    default:
      return value;
  }
}

function encodeStructure(shape: StructureShape, value: Fields): Fields {
  const encoded: Fields = {};
  for (const member of shape.members) {
    const found = own(value, member.name);
    if (found !== undefined && found !== null) encoded[member.name] = encode(member.shape, found);
  }
  return encoded;
}

function encodeMap(shape: MapShape, value: Fields): Fields {
  const encoded: Fields = Object.create(null);
  for (const key of Object.keys(value)) {
    const found = value[key];
    if (found !== undefined) encoded[key] = encode(shape.value, found);
  }
  return encoded;
}

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** The body of a success; undefined where it is empty, which isn't the same as `{}`. */
export function encodeOutput<O extends OperationName>(
  operation: O,
  output: Operations[O]["output"],
): WireObject | undefined {
  const shape = operationModel(operation).output;
  return shape && (encode(shape, output) as WireObject);
}

/** The body of a request, as a client sends it. */
export function encodeInput<O extends OperationName>(
  operation: O,
  input: Operations[O]["input"],
): WireObject {
  return encode(operationModel(operation).input, input) as WireObject;
}

/**
 * A success as a client receives it, from JSON or, where the body was empty, undefined.
 * @throws {SerializationMismatch} when a value is of another type
 */
export function decodeOutput<O extends OperationName>(operation: O, body: unknown): Operations[O]["output"] {
  const shape = operationModel(operation).output;
  return (shape ? decode(shape, body ?? {}) : {}) as Operations[O]["output"];
}
