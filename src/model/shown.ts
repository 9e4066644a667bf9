/** A value as a failure shows it: the way Java prints it. */
import type { Shape } from "./shape.ts";

/** The service prints values whole; this much of one is enough for anybody and keeps answers small. */
const MAX_SHOWN = 8192;

export function shown(shape: Shape, value: unknown): string {
  const text = print(shape, value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function print(shape: Shape, value: unknown): string {
  if (value instanceof Uint8Array) {
    return `java.nio.HeapByteBuffer[pos=0 lim=${value.byteLength} cap=${value.byteLength}]`;
  }
  if (Array.isArray(value) && shape.type === "list") {
    return `[${value.map((item) => print(shape.member, item)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) return `{${entries(shape, value).join(", ")}}`;
  return String(value);
}

function entries(shape: Shape, value: object): string[] {
  if (shape.type === "map") {
    return Object.entries(value).map(([key, item]) => `${key}=${print(shape.value, item)}`);
  }
  if (shape.type !== "structure") return [];
  const fields = new Map(Object.entries(value));
  return shape.members
    .filter((member) => fields.has(member.name))
    .map((member) => `${member.path}=${print(member.shape, fields.get(member.name))}`);
}
