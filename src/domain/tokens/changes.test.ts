import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { changedClaims, changedScopes } from "./changes.ts";

describe("changed claims", () => {
  it("keep their places, lose what is suppressed, and end with what is new", () => {
    const claims = { sub: "s", email: "jane@example.com", name: "Jane" };
    const changes = { add: { name: "J.", tenant: "blue", gone: "x" }, suppress: ["email", "gone", "never"] };
    assert.equal(JSON.stringify(changedClaims(claims, changes)), '{"sub":"s","name":"J.","tenant":"blue"}');
    assert.deepEqual(claims, { sub: "s", email: "jane@example.com", name: "Jane" });
  });

  it("are claims whatever their name", () => {
    const add = JSON.parse('{"__proto__": {"admin": true}, "constructor": "c"}');
    const changed = changedClaims({}, { add, suppress: [] });
    assert.equal(JSON.stringify(changed), '{"__proto__":{"admin":true},"constructor":"c"}');
    assert.equal(Object.getPrototypeOf(changed), Object.prototype);
  });
});

describe("changed scopes", () => {
  it("are each there once, and not at all where suppressed", () => {
    const change = { scopesToAdd: ["a", "b", "c", "b"], scopesToSuppress: ["c", "d"] };
    assert.deepEqual(changedScopes(["a", "d", "e"], change), ["a", "e", "b"]);
  });
});
