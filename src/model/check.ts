/** Holds a request against the model, and words what is wrong with it as the service does. */
import { decode } from "./codec.ts";
import { failureOfAll, failures, NOT_NULL } from "./constraints.ts";
import { operationModel } from "./operations.ts";
import { SerializationMismatch } from "./serialization.ts";
import type { ListShape, MapShape, Member, Shape, StructureShape } from "./shape.ts";
import { shown } from "./shown.ts";
import type { OperationName, Operations } from "./types.gen.ts";

/**
 * `serialization`: the JSON is of another shape altogether (SerializationException);
 * `constraint`: some limit of the model is not kept (InvalidParameterException).
 */
export type Checked<O extends OperationName> =
  | { readonly ok: true; readonly value: Operations[O]["input"] }
  | { readonly ok: false; readonly kind: "serialization" | "constraint"; readonly message: string };

/** Decodes and checks a request's JSON body; null or undefined is an empty one. */
export function checkInput<O extends OperationName>(operation: O, body: unknown): Checked<O> {
  const shape = operationModel(operation).input;
  try {
    const value = decode(shape, body ?? {});
    const report = new Report();
    checkValue(report, shape, value, { path: "", hidden: false });
    const message = report.message();
    if (message !== undefined) return { ok: false, kind: "constraint", message };
    return { ok: true, value: value as Operations[O]["input"] };
  } catch (error) {
    if (!(error instanceof SerializationMismatch)) throw error;
    return { ok: false, kind: "serialization", message: error.message };
  }
}

/** Failures are listed up to about this many characters; the count is always of all. */
const MAX_MESSAGE = 65_536;

class Report {
  readonly #listed: string[] = [];
  #listedLength = 0;
  #count = 0;

  add(subject: string, constraint: string): void {
    this.#count++;
    if (this.#listedLength > MAX_MESSAGE) return;
    const text = `${subject} failed to satisfy constraint: ${constraint}`;
    this.#listed.push(text);
    this.#listedLength += text.length;
  }

  /** Undefined when nothing failed. */
  message(): string | undefined {
    if (this.#count === 0) return undefined;
    const errors = this.#count === 1 ? "1 validation error" : `${this.#count} validation errors`;
    return `${errors} detected: ${this.#listed.join("; ")}`;
  }
}

/** Where a value stands; `hidden`: inside something sensitive. */
interface Place {
  readonly path: string;
  readonly hidden: boolean;
}

/** What a failure is about. A value is shown only where nothing in it is sensitive. */
function subject(shape: Shape, value: unknown, { path, hidden }: Place): string {
  if (hidden || shape.sensitive) return `Value at '${path}'`;
  if (value === null) return `Value null at '${path}'`;
  return shape.holdsSensitive ? `Value at '${path}'` : `Value '${shown(shape, value)}' at '${path}'`;
}

/** `value` is decoded: of the shape's type, or null in a list or a map. */
function checkValue(report: Report, shape: Shape, value: unknown, place: Place): void {
  if (value === null) {
    report.add(subject(shape, value, place), NOT_NULL);
    return;
  }
  for (const constraint of failures(shape, value)) report.add(subject(shape, value, place), constraint);
  if (shape.type === "structure") checkMembers(report, shape, value as object, place);
  if (shape.type === "list") checkItems(report, shape, value as readonly unknown[], place);
  if (shape.type === "map") checkEntries(report, shape, value as object, place);
}

function checkMembers(report: Report, shape: StructureShape, value: object, place: Place): void {
  const fields = new Map(Object.entries(value));
  for (const member of shape.members) {
    const found = fields.get(member.name) ?? member.absentValue ?? null;
    if (found === null && !member.required) continue;
    checkValue(report, member.shape, found, memberPlace(member, place));
  }
}

const memberPlace = (member: Member, { path, hidden }: Place): Place => ({
  path: path === "" ? member.path : `${path}.${member.path}`,
  hidden: hidden || member.sensitive || member.shape.sensitive,
});

/** `schema.1.member.name`: items are counted from 1. */
function checkItems(report: Report, shape: ListShape, items: readonly unknown[], place: Place): void {
  if (hasParts(shape.member)) {
    for (const [index, item] of items.entries()) {
      checkValue(report, shape.member, item, partPlace(place, `${index + 1}`));
    }
    return;
  }
  const failure = failureOfAll(shape.member, items);
  if (failure) report.add(subject(shape, items, place), `Member must satisfy constraint: ${failure}`);
}

function checkEntries(report: Report, shape: MapShape, entries: object, place: Place): void {
  const wrongKeys = failureOfAll(shape.key, Object.keys(entries));
  if (wrongKeys) report.add(subject(shape, entries, place), `Map keys must satisfy constraint: ${wrongKeys}`);
  if (hasParts(shape.value)) {
    for (const [key, value] of Object.entries(entries)) {
      checkValue(report, shape.value, value, partPlace(place, key));
    }
    return;
  }
  const wrongValues = failureOfAll(shape.value, Object.values(entries));
  if (wrongValues)
    report.add(subject(shape, entries, place), `Map value must satisfy constraint: ${wrongValues}`);
}

/** An item of a list by its number, an entry of a map by its key. */
const partPlace = ({ path, hidden }: Place, part: string): Place => ({
  path: `${path}.${part}.member`,
  hidden,
});

const hasParts = ({ type }: Shape): boolean => type === "structure" || type === "list" || type === "map";
