import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesSecretHash, secretHash } from "./secret-hash.ts";

const HASH = "bFbBJ8E/2GdsuTNwSDHF6sZskNuxWe/Tc9RA/8U8j9k=";

test("a secret hash is made of the username and the client id under the client's secret", () => {
  assert.equal(secretHash("9example87654321", "alice", "1example23456789"), HASH);
});

test("the hash by either of two live secrets counts, and no other", () => {
  const matches = (secrets: string[], username = "alice") =>
    matchesSecretHash(secrets, username, "1example23456789", HASH);
  assert.ok(matches(["another", "9example87654321"]));
  assert.ok(matches(["9example87654321", "another"]));
  assert.ok(!matches(["another"]));
  assert.ok(!matches([]));
  assert.ok(!matches(["9example87654321"], "bob"));
});
