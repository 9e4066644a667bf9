import type { Shape, StructureShape } from "../../src/model/shape.ts";
import { wellFormed } from "./malformed.ts";

/** Texts that mean something to somebody on their way. */
export const HOSTILE: Readonly<Record<string, string>> = {
  nothing: "",
  quotes: `'"\`\\`,
  NUL: "a\u0000b",
  "line ends": "a\r\nBcc: eve@example.com\r\n\r\nb",
  "odd line ends": "a\u0085b\u2028c\u000bd\u001be",
  expressions: "$" + "{7*7}{{7*7}}<%=7*7%>%s%n",
  "a code's place": "{####}",
  "a username's place": "{username}",
  markup: `<script>alert("1")</script><img src=x onerror='alert(1)'>&amp;`,
  prototypes: "__proto__",
  constructors: "constructor",
  SQL: "'; drop table users; --",
  paths: "../../etc/passwd%00",
  "half a character": "a\ud800b",
  "right to left": "\u202eab\u200f\u2066",
  "a very long one": "x".repeat(21_000),
};

/** A place in an input where a text stands. */
export interface TextPlace {
  /** Such as `ClientMetadata.key` or `UserAttributes.item.Value`. */
  readonly path: string;
  readonly member: string;
  /** The member's value, with a text put there. */
  put(text: string): unknown;
}

/** Every place where an input takes a text: of members, of items, and of a map's keys and values. */
export const textPlaces = (input: StructureShape): TextPlace[] =>
  input.members.flatMap(({ name, shape }) =>
    places(shape).map(({ path, put }) => ({ path: [name, ...path].join("."), member: name, put })),
  );

interface Place {
  readonly path: readonly string[];
  put(text: string): unknown;
}

function places(shape: Shape): Place[] {
  switch (shape.type) {
    case "string":
    case "blob":
      return [{ path: [], put: (text) => text }];
    case "list":
      return within("item", places(shape.member), (item) => [item]);
    case "map":
      return [
        ...within("key", places(shape.key), (key) => ({ [String(key)]: wellFormed(shape.value) })),
        ...within("value", places(shape.value), (value) => ({ [String(wellFormed(shape.key))]: value })),
      ];
    case "structure":
      return shape.members.flatMap((member) =>
        within(member.name, places(member.shape), (value) => ({
          ...(wellFormed(shape) as object),
          [member.name]: value,
        })),
      );
    default:
      return [];
  }
}

const within = (step: string, inner: readonly Place[], around: (value: unknown) => unknown): Place[] =>
  inner.map(({ path, put }) => ({ path: [step, ...path], put: (text) => around(put(text)) }));
