import assert from "node:assert/strict";
import { test } from "node:test";
import { isStorable } from "../base/text.ts";
import { searchKeysOf, searchValue } from "./user-search.ts";

const LAST = 0x10ffff;

test("a user is found by the username and by each searched attribute", () => {
  const keys = searchKeysOf("Jane", { email: "Jane@Example.com", nickname: "J", name: "ΣΟΦΙΑΣ" });
  assert.deepEqual(keys, [
    { attribute: "username", value: "Jane" },
    { attribute: "email", value: "jane@example.com" },
    { attribute: "name", value: "σοφιασ" },
  ]);
});

test("the key of a beginning is the beginning of the key, at every letter of every alphabet", () => {
  const odd: string[] = [];
  for (let code = 0; code <= LAST; code++) {
    const letter = String.fromCodePoint(code);
    const key = searchValue("name", letter);
    // The lower case of a sigma depends on where in a word it stands.
    const isStable = searchValue("name", `Α${letter}Σ`) === `α${key}σ`;
    if (!isStable || [...key].length > 2) odd.push(code.toString(16));
  }
  assert.deepEqual(odd, []);
});

test("a key holds what every database keeps, and no more than it can index", () => {
  for (const value of ["a\0b", "\ud83d", "x\udd11\ud83dy"]) {
    assert.ok(isStorable(searchValue("name", value)));
    assert.ok(isStorable(searchValue("username", value)));
  }
  assert.equal(searchValue("name", "\u{1f511}".repeat(600)), "\u{1f511}".repeat(512));
});
