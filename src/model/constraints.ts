/** The limits that a shape sets to a single value, in the service's words. */
import type { Shape } from "./shape.ts";

const lengthAtMost = (n: number): string => `Member must have length less than or equal to ${n}`;
const lengthAtLeast = (n: number): string => `Member must have length greater than or equal to ${n}`;
const valueAtMost = (n: number): string => `Member must have value less than or equal to ${n}`;
const valueAtLeast = (n: number): string => `Member must have value greater than or equal to ${n}`;
const fromSet = (values: readonly string[]): string =>
  `Member must satisfy enum value set: [${values.join(", ")}]`;
const matching = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;

export const NOT_NULL = "Member must not be null";

interface Constraint {
  readonly words: string;
  holds(value: unknown): boolean;
}

const byShape = new WeakMap<Shape, readonly Constraint[]>();

/** All that a shape asks of a value, in the order the service lists it. */
function constraintsOf(shape: Shape): readonly Constraint[] {
  const known = byShape.get(shape);
  if (known) return known;
  const found = [...sizeConstraints(shape), ...textConstraints(shape)];
  byShape.set(shape, found);
  return found;
}

function sizeConstraints(shape: Shape): Constraint[] {
  const { min, max } = shape;
  const isNumber = shape.type === "integer" || shape.type === "long";
  const size = isNumber ? Number : length;
  const [atMost, atLeast] = isNumber ? [valueAtMost, valueAtLeast] : [lengthAtMost, lengthAtLeast];
  return [
    ...(max === undefined ? [] : [{ words: atMost(max), holds: (value: unknown) => size(value) <= max }]),
    ...(min === undefined ? [] : [{ words: atLeast(min), holds: (value: unknown) => size(value) >= min }]),
  ];
}

function textConstraints(shape: Shape): Constraint[] {
  if (shape.type !== "string") return [];
  const { values, pattern } = shape;
  return [
    ...(values
      ? [{ words: fromSet(values), holds: (value: unknown) => values.includes(String(value)) }]
      : []),
    ...(pattern
      ? [{ words: matching(pattern.java), holds: (value: unknown) => pattern.matches(String(value)) }]
      : []),
  ];
}

/** Characters of a text (not UTF-16 units), bytes of a blob, items of a list, entries of a map. */
function length(value: unknown): number {
  if (typeof value === "string") return characters(value);
  if (value instanceof Uint8Array) return value.byteLength;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** What a value falls short of, each in words. */
export function failures(shape: Shape, value: unknown): string[] {
  return constraintsOf(shape)
    .filter((constraint) => !constraint.holds(value))
    .map((constraint) => constraint.words);
}

/**
 * What is said of a list's items, or a map's keys or values, once for all of them: the service names every
 * constraint, met or not. Undefined when all are met.
 */
export function failureOfAll(shape: Shape, values: readonly unknown[]): string | undefined {
  const constraints = constraintsOf(shape);
  const withNull = values.includes(null);
  const met = (value: unknown): boolean => constraints.every((constraint) => constraint.holds(value));
  if (!withNull && values.every(met)) return undefined;
  return `[${[...constraints.map(({ words }) => words), ...(withNull ? [NOT_NULL] : [])].join(", ")}]`;
}
