import { isObject } from "../base/json.ts";
import { checkInput } from "../model/check.ts";
import { operationModel } from "../model/operations.ts";
import type { Shape } from "../model/shape.ts";
import type { OperationName, Operations } from "../model/types.gen.ts";
import { SeedRefusal } from "./seed-refusal.ts";

/** Reading what somebody wrote by hand: nothing of it is believed, and nothing of it is passed over. */

export type Content = Readonly<Record<string, unknown>>;

const UNKNOWN = "unknown member";

export const memberAt = (place: string, name: string): string => {
  const shown = /^[\w:]+$/.test(name) ? name : JSON.stringify(name);
  return place === "" ? shown : `${place}.${shown}`;
};

export function objectAt(place: string, value: unknown): Content {
  if (!isObject(value)) throw new SeedRefusal(place, "expected an object");
  return value;
}

export interface Entry {
  readonly place: string;
  readonly content: Content;
}

/** The objects in a list, each with its place; a list that is left out is empty. */
export function entriesAt(place: string, value: unknown): Entry[] {
  if (value !== undefined && !Array.isArray(value)) throw new SeedRefusal(place, "expected a list");
  return (value ?? []).map((item: unknown, index: number) => {
    const here = `${place}[${index}]`;
    return { place: here, content: objectAt(here, item) };
  });
}

/** What a member's value may be. */
interface Type<T> {
  readonly name: string;
  readonly is: (value: unknown) => value is T;
}

export const TEXT: Type<string> = { name: "a text", is: (value) => typeof value === "string" };
export const TEXTS: Type<readonly string[]> = {
  name: "a list of texts",
  is: (value) => Array.isArray(value) && value.every(TEXT.is),
};
export const FLAG: Type<boolean> = { name: "true or false", is: (value) => typeof value === "boolean" };

/** A member that may be left out, and else is of that type. */
export function optional<T>({ place, content }: Entry, name: string, type: Type<T>): T | undefined {
  const value = Object.hasOwn(content, name) ? content[name] : undefined;
  if (value === undefined || type.is(value)) return value;
  throw new SeedRefusal(memberAt(place, name), `expected ${type.name}`);
}

/** Refuses members that nobody would read. */
export function requireNoOthers({ place, content }: Entry, known: readonly string[]): void {
  const other = Object.keys(content).find((name) => !known.includes(name));
  if (other !== undefined) throw new SeedRefusal(memberAt(place, other), UNKNOWN);
}

/** An operation's input, held against the model as the API does; `given` are members that the seed can't have. */
export function requestAt<O extends OperationName>(
  operation: O,
  { place, content }: Entry,
  given: Content = {},
): Operations[O]["input"] {
  const own = Object.keys(given).find((name) => Object.hasOwn(content, name));
  if (own !== undefined) throw new SeedRefusal(memberAt(place, own), UNKNOWN);
  requireModelled(operationModel(operation).input, content, place);
  const checked = checkInput(operation, { ...content, ...given });
  if (!checked.ok) throw new SeedRefusal(place, checked.message);
  return checked.value;
}

/** Refuses members that the model has not got, which decoding would pass over. */
function requireModelled(shape: Shape, value: unknown, place: string): void {
  if (shape.type === "list" && Array.isArray(value)) {
    for (const [index, item] of value.entries()) requireModelled(shape.member, item, `${place}[${index}]`);
  }
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (shape.type === "map") requireModelled(shape.value, member, memberAt(place, name));
    if (shape.type !== "structure") continue;
    const known = shape.members.find((one) => one.name === name);
    if (!known) throw new SeedRefusal(memberAt(place, name), UNKNOWN);
    requireModelled(known.shape, member, memberAt(place, name));
  }
}
