/** The model against the schemas of the AWS SDK that is installed: what one has, the other has too. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as sdk from "@aws-sdk/client-cognito-identity-provider";
import { errorNames, errorStatus, operationModel, operationNames } from "../src/model/operations.ts";
import { type Shape, type StructureShape, shapeNamed } from "../src/model/shape.ts";
import type { OperationName } from "../src/model/types.gen.ts";

/** The SDK's schemas are tuples that begin with one of these. */
const KIND = { error: -3, simple: 0, list: 1, map: 2, structure: 3, operation: 9 } as const;

/** Simple types, and flags that make a list or a map of one. */
const SIMPLE: Readonly<Record<number, string>> = {
  0: "string",
  1: "number",
  2: "boolean",
  4: "timestamp",
  5: "timestamp",
  6: "timestamp",
  7: "timestamp",
  15: "document",
  21: "blob",
};
const LIST_OF = 64;
const MAP_OF = 128;

/** The bit of the traits that says: sensitive. */
const SENSITIVE = 8;

type Schema = readonly unknown[];

const isSchema = (value: unknown): value is Schema => Array.isArray(value) && typeof value[0] === "number";
const schemas: readonly Schema[] = Object.values<unknown>(sdk).filter(isSchema);
const ofKind = (kind: number): Map<string, Schema> =>
  new Map(schemas.filter((schema) => schema[0] === kind).map((schema) => [String(schema[2]), schema]));

const operations = ofKind(KIND.operation);
const errors = ofKind(KIND.error);
errors.delete("CognitoIdentityProviderServiceException");

/** A schema may stand behind a function, and with traits of the member around it. */
function resolved(schema: unknown): unknown {
  if (typeof schema === "function") return resolved(schema());
  if (Array.isArray(schema) && schema.length === 2) return resolved(schema[0]);
  return schema;
}

/** A type in short: `[string]` for a list, `{string}` for a map, a structure by its name. */
function sdkType(member: unknown): string {
  const schema = resolved(member);
  if (typeof schema === "number") {
    if (schema >= MAP_OF) return `{${sdkType(schema - MAP_OF)}}`;
    if (schema >= LIST_OF) return `[${sdkType(schema - LIST_OF)}]`;
    return SIMPLE[schema] ?? `simple ${schema}`;
  }
  if (!isSchema(schema)) return "nothing";
  if (schema[0] === KIND.simple) return sdkType(schema[4]);
  if (schema[0] === KIND.list) return `[${sdkType(schema[4])}]`;
  if (schema[0] === KIND.map) return `{${sdkType(schema[5])}}`;
  return String(schema[2]);
}

function ourType(shape: Shape): string {
  if (shape.type === "structure") return shape.name;
  if (shape.type === "list") return `[${ourType(shape.member)}]`;
  if (shape.type === "map") return `{${ourType(shape.value)}}`;
  return shape.type === "integer" || shape.type === "long" ? "number" : shape.type;
}

/** `name: type` of each member, with `!` where it is required; the SDK lists required members first. */
function sdkMembers(schema: Schema): string[] {
  const [names, types, required] = [schema[4], schema[5], Number(schema[6] ?? 0)];
  if (!Array.isArray(names) || !Array.isArray(types)) return [];
  return names.map((name, index) => `${name}${index < required ? "!" : ""}: ${sdkType(types[index])}`);
}

const ourMembers = (shape: StructureShape): string[] =>
  shape.members.map(({ name, required, shape: type }) => `${name}${required ? "!" : ""}: ${ourType(type)}`);

/** Whether the SDK hides a member: by its own traits or by those of its schema. */
function sdkHides(member: unknown): boolean {
  const schema = typeof member === "function" ? member() : member;
  if (!Array.isArray(schema)) return false;
  if (schema.length === 2) return hasTrait(schema[1]) || sdkHides(schema[0]);
  return hasTrait(schema[3]);
}

const hasTrait = (traits: unknown): boolean => typeof traits === "number" && (traits & SENSITIVE) !== 0;

function drift(place: string, ours: Iterable<string>, theirs: Iterable<string>): string[] {
  const [we, they] = [new Set(ours), new Set(theirs)];
  return [
    ...[...they.difference(we)].map((entry) => `${place}: the model lacks ${entry}`),
    ...[...we.difference(they)].map((entry) => `${place}: the SDK lacks ${entry}`),
  ];
}

const noDrift = (list: readonly string[]): void => assert.deepEqual(list, [], list.join("\n"));

/** All structures an operation's input or output is made of. */
function structuresIn(shape: Shape, found = new Map<string, StructureShape>()): Map<string, StructureShape> {
  if (shape.type === "list") return structuresIn(shape.member, found);
  if (shape.type === "map") return structuresIn(shape.value, found);
  if (shape.type !== "structure" || found.has(shape.name)) return found;
  found.set(shape.name, shape);
  for (const member of shape.members) structuresIn(member.shape, found);
  return found;
}

const ourStructures = new Map(
  operationNames.flatMap((name) => {
    const { input, output } = operationModel(name);
    return [...structuresIn(input), ...(output ? structuresIn(output) : [])];
  }),
);

test("the generated files are what the generator makes of the facts", () => {
  const generator = fileURLToPath(new URL("../tools/generate-model.ts", import.meta.url));
  execFileSync(process.execPath, [generator, "--check"]);
});

test("the model has the operations of the SDK", () => {
  noDrift(drift("operations", operationNames, operations.keys()));
});

test("each operation takes and gives the structures of the SDK", () => {
  const entry = (input: string, output: string | undefined): string => `${input} -> ${output ?? "Unit"}`;
  const ours = operationNames.map((name) => {
    const { input, output } = operationModel(name);
    return `${name}: ${entry(input.name, output?.name)}`;
  });
  const theirs = [...operations].map(([name, schema]) => {
    const output = sdkType(schema[5]);
    return `${name}: ${entry(sdkType(schema[4]), output === "nothing" ? undefined : output)}`;
  });
  noDrift(drift("operations", ours, theirs));
});

test("each structure has the members of the SDK's: names, types, which are required", () => {
  const structures = ofKind(KIND.structure);
  noDrift(
    [...ourStructures].flatMap(([name, shape]) => {
      const schema = structures.get(name);
      return schema ? drift(name, ourMembers(shape), sdkMembers(schema)) : [`the SDK lacks ${name}`];
    }),
  );
});

test("what the SDK holds to be sensitive, the model does", () => {
  const shownByUs = [...ofKind(KIND.structure)].flatMap(([name, schema]) => {
    const [names, types] = [schema[4], schema[5]];
    if (!Array.isArray(names) || !Array.isArray(types)) return [];
    const hidden = names.filter((_, index) => sdkHides(types[index]));
    const members = ourStructures.get(name)?.members.filter((member) => hidden.includes(member.name)) ?? [];
    return members
      .filter((m) => !m.sensitive && !m.shape.sensitive)
      .map((member) => `${name}.${member.name}`);
  });
  noDrift(shownByUs);
});

/** What the service documents and takes before its SDK does. */
const AHEAD_OF_THE_SDK = ["ExplicitAuthFlowsType: the SDK lacks ALLOW_CLIENT_TOKEN_AUTH"];

test("each enum has the values of the SDK's, and those that the SDK is to get", () => {
  const enums = Object.entries(sdk).flatMap(([name, value]) => {
    const values: unknown[] = typeof value === "object" && !Array.isArray(value) ? Object.values(value) : [];
    return values.length > 0 && values.every((entry) => typeof entry === "string") ? [{ name, values }] : [];
  });
  assert.ok(enums.length > 50);
  const found = enums.flatMap(({ name, values }) => {
    if (name === "InvalidParameterExceptionReasonCodeType") return [];
    const shape = shapeNamed(name);
    return drift(name, shape.type === "string" ? (shape.values ?? []) : [], values.map(String));
  });
  assert.deepEqual(found, AHEAD_OF_THE_SDK);
});

test("the model has the errors of the SDK, each as the fault of the same side", () => {
  const side = { client: 400, server: 500 } as const;
  const theirs = [...errors].map(([name, schema]) => {
    const traits = schema[3];
    const error =
      typeof traits === "object" && traits !== null && "error" in traits ? traits.error : undefined;
    return `${name} ${error === "server" ? side.server : side.client}`;
  });
  noDrift(
    drift(
      "errors",
      errorNames.map((name) => `${name} ${errorStatus(name)}`),
      theirs,
    ),
  );
});

test("105 operations are signed, 24 carry an access token, 11 are public", () => {
  const kinds = Object.groupBy(operationNames, (name: OperationName) => operationModel(name).auth);
  const counts = [kinds.signed, kinds.accessToken, kinds.public].map((names) => names?.length);
  assert.deepEqual(counts, [105, 24, 11]);
});
