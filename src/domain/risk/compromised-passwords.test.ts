import assert from "node:assert/strict";
import { test } from "node:test";
import { isCompromised } from "./compromised-passwords.ts";

test("well-known passwords are compromised, whatever their capitals", () => {
  for (const password of ["123456", "password", "P@ssw0rd", "Passw0rd!", "PASSWORD123!", "Summer2024!"]) {
    assert.equal(isCompromised(password), true, password);
  }
});

test("others are not", () => {
  for (const password of ["", "N3w-Passw0rd!", "correct horse battery staple", "toString", "constructor"]) {
    assert.equal(isCompromised(password), false, password);
  }
});
