import assert from "node:assert/strict";
import { operationModel } from "../../src/model/operations.ts";
import type { Member, Shape } from "../../src/model/shape.ts";
import type { OperationName } from "../../src/model/types.gen.ts";
import type { Refusal } from "./raw-call.ts";

/** Requests made from the model: one that keeps all of its limits, and those that break one each. */

type Input = Record<string, unknown>;

/** A text for every pattern and length the model has. */
const TEXTS = [
  "us-east-1_AbCdEf123",
  "us-east-1_0123abcd-ef",
  "sample",
  "123456",
  "import-sample",
  "terms-of-use",
  "cognito:default",
  "abcdefghijklmnopqrstuvwxyz",
  "Your code is {####}",
  "arn:aws:iam::123456789012:role/sample",
  "9f1c7a52-3b6e-4d0a-8e57-1f2a3b4c5d6e",
];

/** A value within the limits of a shape; of a structure, what it needs. */
export function wellFormed(shape: Shape): unknown {
  switch (shape.type) {
    case "structure":
      return Object.fromEntries(
        shape.members.filter(isNeeded).map(({ name, shape }) => [name, wellFormed(shape)]),
      );
    case "list":
      return Array.from({ length: Math.max(1, shape.min ?? 0) }, () => wellFormed(shape.member));
    case "map":
      return { [String(wellFormed(shape.key))]: wellFormed(shape.value) };
    case "string":
      return wellFormedText(shape);
    case "integer":
    case "long":
      return shape.min ?? 1;
    case "boolean":
      return true;
    case "timestamp":
      return 1_700_000_000;
    case "blob":
      return "";
    case "document":
      return {};
  }
}

/** Some members are not required, yet checked as if they were there. */
const isNeeded = ({ required, absentValue }: Member): boolean => required || absentValue !== undefined;

function wellFormedText(shape: Extract<Shape, { type: "string" }>): string {
  const { min = 0, max = Number.POSITIVE_INFINITY, pattern, values } = shape;
  const fits = (text: string): boolean =>
    text.length >= min && text.length <= max && (pattern?.matches(text) ?? true);
  const found = [...(values ?? TEXTS)].find(fits);
  assert.ok(found !== undefined, `no sample fits ${shape.name}`);
  return found;
}

/** The least that an operation takes. */
export const wellFormedInput = (operation: OperationName): Input =>
  wellFormed(operationModel(operation).input) as Input;

/** A request with one thing wrong, and how it must be refused. */
export interface Malformation {
  /** Such as `UserPoolId too long`; unique within its operation. */
  readonly what: string;
  readonly input: Input;
  readonly name: string;
  /** The refusal's whole message, or the part of it that tells of this member. */
  readonly message: string | { readonly part: string };
}

export const isRefusedSo = ({ name, message }: Malformation, refusal: Refusal): boolean =>
  refusal.name === name &&
  (typeof message === "string" ? refusal.message === message : refusal.message.includes(message.part));

const isHidden = ({ sensitive, shape }: Member): boolean => sensitive || shape.sensitive;

function missing(member: Member): string {
  const { path, absentValue, shape } = member;
  const value = isHidden(member)
    ? "Value"
    : `Value ${absentValue === undefined ? "null" : `'${absentValue}'`}`;
  const constraint =
    absentValue === undefined
      ? "Member must not be null"
      : `Member must have value greater than or equal to ${shape.min}`;
  return `${value} at '${path}' failed to satisfy constraint: ${constraint}`;
}

const errors = (count: number): string => `${count} validation error${count === 1 ? "" : "s"} detected: `;

/** Without each member it needs, and without all of them. */
export function withoutNeeded(operation: OperationName): Malformation[] {
  const needed = operationModel(operation).input.members.filter(isNeeded);
  const refused = (what: string, input: Input, members: readonly Member[]): Malformation => ({
    what,
    input,
    name: "InvalidParameterException",
    message: `${errors(members.length)}${members.map(missing).join("; ")}`,
  });
  const eachMissing = needed.map((member) => {
    const { [member.name]: _, ...rest } = wellFormedInput(operation);
    return refused(`${member.name} missing`, rest, [member]);
  });
  return needed.length > 1 ? [...eachMissing, refused("all missing", {}, needed)] : eachMissing;
}

/** Beyond each limit of each member, as far as the member itself has one. */
export function beyondLimits(operation: OperationName): Malformation[] {
  return operationModel(operation).input.members.flatMap((member) =>
    brokenLimits(member.shape).map(({ what, value, words }) => ({
      what: `${member.name} ${what}`,
      input: { ...wellFormedInput(operation), [member.name]: value },
      name: "InvalidParameterException",
      message: {
        part: `${isHidden(member) ? "Value at" : "at"} '${member.path}' failed to satisfy constraint: ${words}`,
      },
    })),
  );
}

interface BrokenLimit {
  readonly what: string;
  readonly value: unknown;
  /** All that the member's failure says, or its first constraint where several are broken. */
  readonly words: string;
}

function brokenLimits(shape: Shape): BrokenLimit[] {
  const { min, max } = shape;
  const kind = shape.type === "integer" || shape.type === "long" ? "value" : "length";
  const found: BrokenLimit[] = [];
  if (max !== undefined) {
    const words = `Member must have ${kind} less than or equal to ${max}`;
    found.push({ what: `beyond ${max}`, value: ofSize(shape, max + 1), words });
  }
  if (min !== undefined && (min > 0 || kind === "value")) {
    const words = `Member must have ${kind} greater than or equal to ${min}`;
    found.push({ what: `below ${min}`, value: ofSize(shape, min - 1), words });
  }
  return [...found, ...brokenTexts(shape)];
}

/** A value of so many characters, bytes, items or entries, or the very number. */
function ofSize(shape: Shape, size: number): unknown {
  switch (shape.type) {
    case "string":
      return "a".repeat(size);
    case "blob":
      return Buffer.alloc(size).toString("base64");
    case "list":
      return Array.from({ length: size }, () => wellFormed(shape.member));
    case "map":
      return Object.fromEntries(
        Array.from({ length: size }, (_, at) => [`key-${at}`, wellFormed(shape.value)]),
      );
    default:
      return size;
  }
}

function brokenTexts(shape: Shape): BrokenLimit[] {
  if (shape.type !== "string") return [];
  const { values, pattern, min = 0 } = shape;
  if (values) {
    const words = `Member must satisfy enum value set: [${values.join(", ")}]`;
    return [{ what: "not of its set", value: "NO_SUCH_VALUE", words }];
  }
  if (!pattern) return [];
  const value = [" ", "\u0007"]
    .map((text) => text.repeat(Math.max(1, min)))
    .find((text) => !pattern.matches(text));
  assert.ok(value !== undefined, `no sample breaks ${pattern.java}`);
  const words = `Member must satisfy regular expression pattern: ${pattern.java}`;
  return [{ what: "off its pattern", value, words }];
}

/** JSON that each type can't be read from, and what is said of it; a document takes everything. */
const WRONG_TYPES: Readonly<Record<Shape["type"], readonly (readonly [value: unknown, message: string])[]>> =
  {
    string: [
      [7, "NUMBER_VALUE can not be converted to a String"],
      [["a"], "Start of list found where not expected"],
      [{}, "Start of structure or map found where not expected."],
    ],
    integer: [["7", "STRING_VALUE can not be converted to an Integer"]],
    long: [["7", "STRING_VALUE can not be converted to a Long"]],
    boolean: [["true", "STRING_VALUE can not be converted to an Boolean"]],
    timestamp: [["now", "STRING_VALUE can not be converted to a Timestamp"]],
    blob: [[7, "NUMBER_VALUE can not be converted to a Blob"]],
    structure: [
      ["a", "Expected null"],
      [[], "Start of list found where not expected"],
    ],
    list: [
      ["a", "Expected list or null"],
      [{}, "Start of structure or map found where not expected."],
    ],
    map: [
      ["a", "Expected map or null"],
      [[], "Start of list found where not expected"],
    ],
    document: [],
  };

/** With each member in JSON of another type than the model's. */
export function ofWrongType(operation: OperationName): Malformation[] {
  return operationModel(operation).input.members.flatMap((member) =>
    WRONG_TYPES[member.shape.type].map(([value, message]) => ({
      what: `${member.name} as ${JSON.stringify(value)}`,
      input: { ...wellFormedInput(operation), [member.name]: value },
      name: "SerializationException",
      message,
    })),
  );
}
