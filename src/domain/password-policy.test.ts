import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seededRandom } from "../base/random.ts";
import type { PasswordPolicyType } from "../model/types.gen.ts";
import { Fault } from "./fault.ts";
import { generatePassword, policyViolation, requirePolicy } from "./password-policy.ts";

const ALL: PasswordPolicyType = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
};
const SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

const poolWith = (PasswordPolicy: PasswordPolicyType) => ({ settings: { Policies: { PasswordPolicy } } });

describe("a password policy", () => {
  const CASES: readonly (readonly [password: string, broken: string | null])[] = [
    ["Passw0rd!", null],
    ["Pass0r!", "Password not long enough"],
    ["", "Password not long enough"],
    ["passw0rd!", "Password must have uppercase characters"],
    ["PASSW0RD!", "Password must have lowercase characters"],
    ["Password!", "Password must have numeric characters"],
    ["Passw0rdd", "Password must have symbol characters"],
    ["password", "Password must have uppercase characters"],
    ["ÄÖÜäöü٣€", "Password must have uppercase characters"],
  ];
  for (const [password, broken] of CASES) {
    test(`says of ${JSON.stringify(password)}: ${broken ?? "fine"}`, () => {
      assert.equal(policyViolation(ALL, password), broken);
    });
  }

  test("takes every symbol of the service's for one, and no other", () => {
    for (const symbol of SYMBOLS) assert.equal(policyViolation(ALL, `Passw0rd${symbol}`), null, symbol);
    for (const other of ["€", "§", "😀"]) {
      assert.equal(policyViolation(ALL, `Passw0rd${other}`), "Password must have symbol characters");
    }
  });

  test("counts characters, not the units they take", () => {
    assert.equal(policyViolation({ MinimumLength: 6 }, "😀😀😀"), "Password not long enough");
    assert.equal(policyViolation({ MinimumLength: 6 }, "😀😀😀😀😀😀"), null);
  });

  test("asks for eight characters where it says nothing", () => {
    assert.equal(policyViolation({}, "1234567"), "Password not long enough");
    assert.equal(policyViolation({}, "12345678"), null);
  });

  test("refuses in the words of who sets the password", () => {
    assert.throws(
      () => requirePolicy(poolWith(ALL), "short", "temporary"),
      new Fault(
        "InvalidPasswordException",
        "Password did not conform with password policy: Password not long enough",
      ),
    );
    requirePolicy(poolWith(ALL), "Passw0rd!", "new");
  });
});

describe("a generated password", () => {
  const generated = (policy: PasswordPolicyType, count = 200) =>
    Array.from({ length: count }, (_, at) => generatePassword(poolWith(policy), seededRandom(`${at}`)));

  test("keeps every policy", () => {
    for (const MinimumLength of [6, 8, 12, 13, 99]) {
      for (const password of generated({ ...ALL, MinimumLength })) {
        assert.equal(policyViolation({ ...ALL, MinimumLength }, password), null, password);
        assert.equal(password.length, Math.max(12, MinimumLength));
        assert.match(password, /^\S+$/);
      }
    }
  });

  test("does not repeat, and can't be told from where its characters stand", () => {
    const all = generated(ALL);
    assert.equal(new Set(all).size, all.length);
    for (const kind of [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]) {
      assert.ok(new Set(all.map((password) => password.search(kind))).size > 3, String(kind));
    }
  });

  test("has no characters that are taken for one another, or that HTML and SMS change", () => {
    for (const password of generated(ALL)) assert.doesNotMatch(password, /[0O1Il<>&"'`\\]/);
  });
});
