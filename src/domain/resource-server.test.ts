import assert from "node:assert/strict";
import { test } from "node:test";
import { scopesInOrder, serverNamedIn } from "./resource-server.ts";

const scope = (ScopeName: string, ScopeDescription = ScopeName) => ({ ScopeName, ScopeDescription });

test("scopes are kept in the order of their names", () => {
  assert.deepEqual(scopesInOrder([scope("write"), scope("Read"), scope("read")]), [
    scope("Read"),
    scope("read"),
    scope("write"),
  ]);
  assert.deepEqual(scopesInOrder(undefined), []);
});

test("a scope's name stands for one description", () => {
  assert.throws(() => scopesInOrder([scope("read", "one"), scope("write"), scope("read", "two")]), {
    name: "InvalidParameterException",
  });
});

test("a custom scope names its resource server before its last slash", () => {
  const named = {
    "photos/read": "photos",
    "https://photos.example/v1/read": "https://photos.example/v1",
    openid: undefined,
    "/read": undefined,
  };
  for (const [name, server] of Object.entries(named)) assert.equal(serverNamedIn(name), server, name);
});
