import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseUserFilter } from "./user-filter.ts";
import { queryFor, type UserQuery } from "./user-query.ts";

describe("what a filter asks of the indexes:", () => {
  const name = (span: object): object => ({ by: "attribute", attribute: "name", span });
  const cases: [filter: string, query: object | undefined][] = [
    ["", { by: "age" }],
    ['name = "Jane"', name({ from: "jane", to: "jane" })],
    ['name ^= "Jane"', name({ from: "jane", before: "janf" })],
    ['name ^= ""', name({ from: "" })],
    ['name ^= "a\ud7ff"', name({ from: "a\ud7ff", before: "a\ue000" })],
    ['name ^= "a\u{10ffff}\u{10ffff}"', name({ from: "a\u{10ffff}\u{10ffff}", before: "b" })],
    ['name ^= "\u{10ffff}"', name({ from: "\u{10ffff}" })],
    [
      'username ^= "Jane"',
      { by: "attribute", attribute: "username", span: { from: "Jane", before: "Janf" } },
    ],
    ['sub ^= "6D6A"', { by: "sub", span: { from: "6d6a", before: "6d6b" } }],
    ['cognito:user_status = "confirmed"', { by: "status", span: { from: "CONFIRMED", to: "CONFIRMED" } }],
    ['cognito:user_status ^= "c"', { by: "status", span: { from: "C", before: "D" } }],
    ['status = "Enabled"', { by: "enabled", span: { from: 1, to: 1 } }],
    ['status ^= "Dis"', { by: "enabled", span: { from: 0, to: 0 } }],
    ['status ^= ""', { by: "enabled", span: { from: 0 } }],
    ['status = "enabled"', undefined],
    ['status = "Enable"', undefined],
    ['status ^= "Enabled?"', undefined],
    ['status = ""', undefined],
  ];
  for (const [filter, query] of cases) {
    test(filter === "" ? "all" : filter, () => {
      const found: UserQuery | undefined = queryFor(parseUserFilter(filter));
      assert.deepEqual(found, query);
    });
  }
});
