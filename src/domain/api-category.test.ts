import assert from "node:assert/strict";
import { test } from "node:test";
import { operationNames } from "../model/operations.ts";
import { apiCategories, apiCategoryNames, drawOf, freeLimit } from "./api-category.ts";

test("every operation has one category, and no more", () => {
  const placed = apiCategoryNames.flatMap((name) => [...apiCategories[name].operations]);
  assert.deepEqual(placed.sort(), [...operationNames].sort());
});

test("an operation draws on its category", () => {
  assert.deepEqual(drawOf("SignUp", undefined), { category: "UserCreation", share: 1 });
  assert.deepEqual(drawOf("InitiateAuth", undefined), { category: "UserAuthentication", share: 1 });
  assert.equal(freeLimit("UserCreation"), 50);
});

test("answers to challenges have three times the rate, but for new passwords", () => {
  for (const operation of ["RespondToAuthChallenge", "AdminRespondToAuthChallenge"] as const) {
    assert.deepEqual(drawOf(operation, "PASSWORD_VERIFIER"), { category: "UserAuthentication", share: 3 });
    assert.deepEqual(drawOf(operation, "NEW_PASSWORD_REQUIRED"), {
      category: "UserAccountRecovery",
      share: 1,
    });
  }
});
