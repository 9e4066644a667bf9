import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS } from "./branding-defaults.ts";
import { mergedDocuments } from "./managed-login-branding.ts";

test("documents are merged member by member, and all but objects whole", () => {
  const base = { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: 1 };
  const changes = { a: { c: [3], g: {} }, d: null, f: { h: 1 }, i: undefined };
  assert.deepEqual(mergedDocuments(base, changes), {
    a: { b: 1, c: [3], g: {} },
    d: null,
    f: { h: 1 },
    i: undefined,
  });
  assert.deepEqual(base, { a: { b: 1, c: [1, 2] }, d: { e: 1 }, f: 1 }, "the base stays as it is");
});

test("a member is a member, whatever its name", () => {
  const merged = mergedDocuments(
    { a: 1 },
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"b":1}}'),
  );
  assert.equal(JSON.stringify(merged), '{"a":1,"__proto__":{"polluted":true},"constructor":{"b":1}}');
  assert.equal(Object.getPrototypeOf(merged), Object.prototype);
});

test("every colour of the default style is one", () => {
  const colours = [...JSON.stringify(DEFAULT_SETTINGS).matchAll(/"\w*[cC]olor":"([^"]*)"/g)].map(
    ([, it]) => it,
  );
  assert.ok(colours.length > 100);
  for (const colour of colours) assert.match(colour ?? "", /^[0-9a-f]{8}$/);
});
