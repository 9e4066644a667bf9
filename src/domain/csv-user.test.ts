import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { poolOf } from "../../test/support/entities.ts";
import type { CreateUserPoolRequest } from "../model/types.gen.ts";
import { readCsvUser } from "./csv-user.ts";

const SMS = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } };
const BCRYPT = "$2b$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm";

const read = (pool: Partial<CreateUserPoolRequest>, row: Readonly<Record<string, string>>) =>
  readCsvUser(
    poolOf({ AutoVerifiedAttributes: ["email"], ...pool }),
    "BCRYPT",
    new Map(
      Object.entries({
        "cognito:username": "jane",
        email: "jane@example.com",
        email_verified: "true",
        ...row,
      }),
    ),
  );

describe("the user in a row", () => {
  const BY_CODE: Partial<CreateUserPoolRequest> = {
    ...SMS,
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] } },
  };
  const STATUSES: readonly (readonly [
    status: string,
    what: string,
    pool: Partial<CreateUserPoolRequest>,
    row: Readonly<Record<string, string>>,
  ])[] = [
    ["RESET_REQUIRED", "without a password", {}, {}],
    ["CONFIRMED", "with a hash", {}, { password_hash: BCRYPT }],
    ["RESET_REQUIRED", "whom codes do not reach", BY_CODE, {}],
    ["CONFIRMED", "whom codes reach", BY_CODE, { phone_number: "+12345550100" }],
  ];
  for (const [status, what, pool, row] of STATUSES) {
    test(`${what} is ${status}`, () => assert.equal(read(pool, row).status, status));
  }

  test("is one whose every verified contact is there", () => {
    assert.throws(() => read({}, { phone_number_verified: "true" }), /Phone Number is required/);
    const both = { AutoVerifiedAttributes: ["email" as const, "phone_number" as const], ...SMS };
    const byPhone = { email_verified: "false", phone_number: "+12345550100", phone_number_verified: "TRUE" };
    assert.equal(read(both, byPhone).attributes["phone_number_verified"], "true");
    assert.throws(() => read({}, byPhone), /auto verified attributes/);
  });

  const MFA = [
    { configuration: "OFF", allowed: ["", "false", "FALSE"], refused: ["true", "yes"] },
    { configuration: "ON", allowed: ["", "true", "TRUE"], refused: ["false"] },
    { configuration: "OPTIONAL", allowed: ["", "true", "false"], refused: ["perhaps"] },
  ] as const;
  for (const { configuration, allowed, refused } of MFA) {
    test(`fits a pool whose MFA is ${configuration}`, () => {
      const pool = { MfaConfiguration: configuration, ...SMS };
      const row = (enabled: string) => (enabled === "" ? {} : { "cognito:mfa_enabled": enabled });
      for (const enabled of allowed) assert.equal(read(pool, row(enabled)).username, "jane");
      for (const enabled of refused) assert.throws(() => read(pool, row(enabled)), /against the MFA/);
    });
  }

  test("was born on a day that was", () => {
    assert.equal(read({}, { birthdate: "02/29/2000" }).attributes["birthdate"], "2000-02-29");
    for (const birthdate of ["02/29/2001", "13/01/2000", "00/10/2000", "2/1/2000", "2000-01-01"]) {
      assert.throws(() => read({}, { birthdate }), /mm\/dd\/yyyy/, birthdate);
    }
  });

  test("has a name of at most 128 characters, whatever their size", () => {
    assert.equal(read({}, { "cognito:username": "𝒳".repeat(128) }).username.length, 256);
    for (const username of ["x".repeat(129), "a\tb", "a b", "a\u0000b"]) {
      assert.throws(() => read({}, { "cognito:username": username }), /not allowed/);
    }
  });
});
