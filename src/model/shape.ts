/** The model's shapes, linked to each other: what decoding, checking and encoding walk along. */
import type { RawMember, RawShape } from "./raw.ts";
import { rawShapes } from "./shapes.gen.ts";

export interface Pattern {
  /** As the model has it, in Java's dialect, and as a failure quotes it. */
  readonly java: string;
  matches(text: string): boolean;
}

interface Common {
  readonly name: string;
  /** Flagged by the model: no value of this shape, nor anything inside it, is ever shown. */
  readonly sensitive: boolean;
  /** It or something inside it is sensitive: not shown as a whole, though a part of it may be. */
  readonly holdsSensitive: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface Member {
  readonly name: string;
  /** As a failure's path has it: `UserPoolId` is `userPoolId`. */
  readonly path: string;
  readonly shape: Shape;
  readonly required: boolean;
  readonly sensitive: boolean;
  /** What the service checks in place of a member that was left out. */
  readonly absentValue: number | undefined;
}

export interface StructureShape extends Common {
  readonly type: "structure";
  readonly members: readonly Member[];
  readonly memberNames: ReadonlySet<string>;
}

export interface ListShape extends Common {
  readonly type: "list";
  readonly member: Shape;
}

export interface MapShape extends Common {
  readonly type: "map";
  readonly key: Shape;
  readonly value: Shape;
}

export interface StringShape extends Common {
  readonly type: "string";
  readonly pattern: Pattern | undefined;
  readonly values: readonly string[] | undefined;
}

export interface ScalarShape extends Common {
  readonly type: "integer" | "long" | "boolean" | "timestamp" | "blob" | "document";
}

export type Shape = StructureShape | ListShape | MapShape | StringShape | ScalarShape;

const linked = new Map<string, Shape>();

/** A shape by its model name. Throws when the model has none such. */
export function shapeNamed(name: string): Shape {
  const known = linked.get(name);
  if (known) return known;
  const raw = rawShapes[name];
  if (!raw) throw new Error(`the model has no shape ${name}`);
  const shape = link(name, raw);
  linked.set(name, shape);
  return shape;
}

/** A structure by its model name. Throws when the model has none such. */
export function structureNamed(name: string): StructureShape {
  const shape = shapeNamed(name);
  if (shape.type !== "structure") throw new Error(`${name} is not a structure`);
  return shape;
}

function link(name: string, raw: RawShape): Shape {
  const { min, max, sensitive = false } = raw;
  const common = { name, min, max, sensitive, holdsSensitive: sensitive };
  switch (raw.type) {
    case "structure": {
      const members = raw.members.map(linkMember);
      const holdsSensitive = sensitive || members.some((m) => m.sensitive || m.shape.holdsSensitive);
      const memberNames = new Set(members.map((member) => member.name));
      return { ...common, type: raw.type, holdsSensitive, members, memberNames };
    }
    case "list": {
      const member = shapeNamed(raw.member);
      return { ...common, type: raw.type, holdsSensitive: sensitive || member.holdsSensitive, member };
    }
    case "map": {
      const key = shapeNamed(raw.key);
      const value = shapeNamed(raw.value);
      const holdsSensitive = sensitive || key.holdsSensitive || value.holdsSensitive;
      return { ...common, type: raw.type, holdsSensitive, key, value };
    }
    case "string":
      return { ...common, type: raw.type, pattern: linkPattern(raw.pattern, raw.regexp), values: raw.values };
    default:
      return { ...common, type: raw.type };
  }
}

function linkMember({ name, shape: shapeName, required, sensitive, absentValue }: RawMember): Member {
  const shape = shapeNamed(shapeName);
  return {
    name,
    path: name.charAt(0).toLowerCase() + name.slice(1),
    shape,
    required: required ?? false,
    sensitive: sensitive ?? false,
    absentValue,
  };
}

/** Compiles at the first match: most processes never see most patterns. */
function linkPattern(java: string | undefined, source: string | undefined): Pattern | undefined {
  if (java === undefined || source === undefined) return undefined;
  let compiled: RegExp | undefined;
  return {
    java,
    matches(text) {
      compiled ??= new RegExp(source, "u");
      return compiled.test(text);
    },
  };
}
