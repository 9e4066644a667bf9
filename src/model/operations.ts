/** The operations of the API: how each is called, what it takes and gives, and which errors it declares. */
import { type StructureShape, structureNamed } from "./shape.ts";
import { errorStatuses, rawOperations } from "./shapes.gen.ts";
import type { AuthKind, ErrorName, OperationName } from "./types.gen.ts";

export interface OperationModel {
  readonly name: OperationName;
  readonly auth: AuthKind;
  readonly input: StructureShape;
  /** Undefined where a success has an empty body. */
  readonly output: StructureShape | undefined;
  readonly errors: ReadonlySet<ErrorName>;
}

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(rawOperations, name);

export const isErrorName = (name: string): name is ErrorName => Object.hasOwn(errorStatuses, name);

/** All 140, in alphabetical order. */
export const operationNames: readonly OperationName[] = Object.keys(rawOperations).filter(isOperationName);

/** The error names of the model, in alphabetical order. */
export const errorNames: readonly ErrorName[] = Object.keys(errorStatuses).filter(isErrorName);

/** The HTTP status of a declared error: AWS JSON 1.1 has 400 for the caller's fault and 500 for the service's. */
export const errorStatus = (name: ErrorName): 400 | 500 => errorStatuses[name];

const models = new Map<OperationName, OperationModel>();

export function operationModel(name: OperationName): OperationModel {
  const known = models.get(name);
  if (known) return known;
  const raw = rawOperations[name];
  const model: OperationModel = {
    name,
    auth: raw.auth,
    input: structureNamed(raw.input),
    output: raw.output === undefined ? undefined : structureNamed(raw.output),
    errors: new Set(raw.errors),
  };
  models.set(name, model);
  return model;
}
