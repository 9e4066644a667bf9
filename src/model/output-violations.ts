/** For tests: how an operation's output breaks the shape the model gives it. */
import { operationModel } from "./operations.ts";
import type { ListShape, MapShape, Shape, StructureShape } from "./shape.ts";
import type { OperationName } from "./types.gen.ts";

/** Wrong types, missing or unknown members, values outside an enum; empty when the output fits. */
export function outputViolations(operation: OperationName, output: unknown): string[] {
  const shape = operationModel(operation).output;
  if (shape) return violations(shape, output, operation);
  return isFields(output) && Object.keys(output).length === 0 ? [] : [`${operation}: has no output`];
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** Whether a value is of a scalar shape's type, as the model's types have it. */
const FITS: Readonly<
  Record<Exclude<Shape["type"], "structure" | "list" | "map">, (value: unknown) => boolean>
> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(value) && Number(value) === (Number(value) | 0),
  long: Number.isSafeInteger,
  timestamp: Number.isSafeInteger,
  blob: (value) => value instanceof Uint8Array,
  document: (value) => value !== undefined,
};

function violations(shape: Shape, value: unknown, path: string): string[] {
  switch (shape.type) {
    case "structure":
      return isFields(value) ? inStructure(shape, value, path) : [`${path}: is not a structure`];
    case "list":
      return Array.isArray(value) ? inList(shape, value, path) : [`${path}: is not a list`];
    case "map":
      return isFields(value) ? inMap(shape, value, path) : [`${path}: is not a map`];
    case "string":
      if (typeof value === "string" && shape.values && !shape.values.includes(value)) {
        return [`${path}: is none of ${shape.values.join(", ")}`];
      }
  }
  return FITS[shape.type](value) ? [] : [`${path}: is not a ${shape.type}`];
}

function inStructure(shape: StructureShape, value: Record<string, unknown>, path: string): string[] {
  const unknown = Object.keys(value)
    .filter((name) => value[name] !== undefined && !shape.memberNames.has(name))
    .map((name) => `${path}.${name}: is not in the model`);
  const known = shape.members.flatMap((member) => {
    const found = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
    if (found !== undefined) return violations(member.shape, found, `${path}.${member.name}`);
    return member.required ? [`${path}.${member.name}: is required`] : [];
  });
  return [...unknown, ...known];
}

const inList = (shape: ListShape, items: readonly unknown[], path: string): string[] =>
  items.flatMap((item, index) => violations(shape.member, item, `${path}[${index}]`));

const inMap = (shape: MapShape, entries: Record<string, unknown>, path: string): string[] =>
  Object.entries(entries).flatMap(([key, value]) => [
    ...violations(shape.key, key, `${path} key ${key}`),
    ...violations(shape.value, value, `${path}[${JSON.stringify(key)}]`),
  ]);
