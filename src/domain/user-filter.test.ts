import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Fault } from "./fault.ts";
import { parseUserFilter, type UserFilter } from "./user-filter.ts";

describe("a filter", () => {
  const good: [text: string, attribute: UserFilter["attribute"], operator: "=" | "^=", value: string][] = [
    ['email = "jane@example.com"', "email", "=", "jane@example.com"],
    ['email="jane@example.com"', "email", "=", "jane@example.com"],
    ['  given_name\t^=\n"Jane"  ', "given_name", "^=", "Jane"],
    ['"email"^="testuser"', "email", "^=", "testuser"],
    ['"cognito:user_status" = "CONFIRMED"', "cognito:user_status", "=", "CONFIRMED"],
    ['status = "Enabled"', "status", "=", "Enabled"],
    ['sub = ""', "sub", "=", ""],
    [String.raw`name = "say \"hello\" = \"x\""`, "name", "=", 'say "hello" = "x"'],
    [String.raw`name = "back\\slash\\"`, "name", "=", "back\\slash\\"],
    [String.raw`username = "DOMAIN\jane"`, "username", "=", String.raw`DOMAIN\jane`],
    ['name = "two\nlines, ^= and \u{1f511}"', "name", "=", "two\nlines, ^= and \u{1f511}"],
  ];
  for (const [text, attribute, operator, value] of good) {
    test(`${text} is read`, () => {
      assert.deepEqual(parseUserFilter(text), { attribute, operator, value });
    });
  }

  for (const text of ["", "   "]) {
    test(`of ${text.length} blanks has no condition`, () => assert.equal(parseUserFilter(text), undefined));
  }

  const malformed = [
    "email",
    "email = jane",
    "email = 'jane'",
    'email "jane"',
    'email == "jane"',
    'email ^ = "jane"',
    'email != "jane"',
    'email = "jane',
    String.raw`email = "jane\"`,
    'email = "jane" and name = "Jane"',
    'email = "jane" x',
    '= "jane"',
    'em ail = "jane"',
    '"email = "jane"',
    'email = "ja"ne"',
    'custom:team = "unfinished',
  ];
  for (const text of malformed) {
    test(`${text} is malformed`, () => {
      assert.throws(() => parseUserFilter(text), refusal("Error while parsing filter."));
    });
  }

  for (const name of ["custom:team", "dev:custom:team", '"custom:team"']) {
    test(`can't go by ${name}`, () => {
      assert.throws(
        () => parseUserFilter(`${name} = "x"`),
        refusal("Input fails to satisfy the constraints."),
      );
    });
  }

  for (const name of ["nickname", "Email", "USERNAME", "email_verified", "user_status", "__proto__"]) {
    test(`finds no ${name} to go by`, () => {
      assert.throws(() => parseUserFilter(`${name} ^= "x"`), refusal(`Invalid search attribute: ${name}`));
    });
  }
});

const refusal = (message: string) => (error: unknown) => {
  assert.ok(error instanceof Fault);
  assert.deepEqual([error.name, error.message], ["InvalidParameterException", message]);
  return true;
};
