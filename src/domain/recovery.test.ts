import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { poolOf, userOf } from "../../test/support/entities.ts";
import type { RecoveryOptionNameType } from "../model/types.gen.ts";
import { isLeftToAdministrators, maskedAddress, type RecoveryRoute, recoveryRoute } from "./recovery.ts";

const MAIL = { email: "jane@example.com", email_verified: "true" };
const PHONE = { phone_number: "+15550100", phone_number_verified: "true" };

const BY_MAIL: RecoveryRoute = {
  kind: "send",
  to: { attribute: "email", medium: "EMAIL", address: "jane@example.com" },
};
const BY_SMS: RecoveryRoute = {
  kind: "send",
  to: { attribute: "phone_number", medium: "SMS", address: "+15550100" },
};
const NO_CONTACT: RecoveryRoute = { kind: "noContact" };

/** A pool that recovers by these mechanisms, the preferred one first. */
const poolBy = (...names: RecoveryOptionNameType[]) =>
  poolOf({
    AccountRecoverySetting: {
      // The priority counts, not the place in the list.
      RecoveryMechanisms: names.map((Name, at) => ({ Name, Priority: at + 1 })).reverse(),
    },
  });

describe("a reset code", () => {
  it("goes to the first contact of the pool's order that the user has verified", () => {
    const both = userOf({ ...MAIL, ...PHONE });
    assert.deepEqual(recoveryRoute(poolBy("verified_email", "verified_phone_number"), both), BY_MAIL);
    assert.deepEqual(recoveryRoute(poolBy("verified_phone_number", "verified_email"), both), BY_SMS);
    for (const pool of [
      poolBy("verified_email", "verified_phone_number"),
      poolBy("verified_phone_number", "verified_email"),
    ]) {
      assert.deepEqual(recoveryRoute(pool, userOf(MAIL)), BY_MAIL);
      assert.deepEqual(recoveryRoute(pool, userOf(PHONE)), BY_SMS);
    }
  });

  it("goes nowhere that the pool does not name", () => {
    assert.deepEqual(recoveryRoute(poolBy("verified_email"), userOf(PHONE)), NO_CONTACT);
    assert.deepEqual(recoveryRoute(poolBy("verified_phone_number"), userOf(MAIL)), NO_CONTACT);
  });

  it("goes to no contact that is not verified, or not there", () => {
    const pool = poolBy("verified_email", "verified_phone_number");
    for (const attributes of [
      {},
      { email: "jane@example.com" },
      { email: "jane@example.com", email_verified: "false" },
      { email_verified: "true", phone_number_verified: "true" },
      { ...MAIL, email: "" },
    ]) {
      assert.deepEqual(recoveryRoute(pool, userOf(attributes)), NO_CONTACT, JSON.stringify(attributes));
    }
    const mailUnverified = userOf({ ...MAIL, email_verified: "false", ...PHONE });
    assert.deepEqual(recoveryRoute(pool, mailUnverified), BY_SMS);
  });

  it("goes by mail first where the pool chose nothing, by SMS first where it chose no mechanism", () => {
    const both = userOf({ ...MAIL, ...PHONE });
    assert.deepEqual(recoveryRoute(poolOf(), both), BY_MAIL);
    assert.deepEqual(recoveryRoute(poolOf({ AccountRecoverySetting: {} }), both), BY_SMS);
  });

  it("goes to nobody where recovery is left to administrators", () => {
    const pool = poolBy("admin_only");
    assert.deepEqual(recoveryRoute(pool, userOf({ ...MAIL, ...PHONE })), { kind: "administrator" });
    assert.ok(isLeftToAdministrators(pool));
    assert.ok(!isLeftToAdministrators(poolBy("verified_email")));
  });
});

describe("a masked address", () => {
  it("shows the first characters of a mailbox and its domain, and not how long they are", () => {
    for (const [address, masked] of [
      ["test@test.com", "t***@t***"],
      ["jane.doe@example.co.uk", "j***@e***"],
      ["a@b", "a***@b***"],
      ['"x@y"@example.com', '"***@e***'],
    ] as const) {
      assert.equal(maskedAddress("EMAIL", address), masked);
    }
  });

  it("shows the last four digits of a number, and how many there are", () => {
    for (const [number, masked] of [
      ["+917411174114", "+********4114"],
      ["+15550100", "+****0100"],
      ["+1234", "+1234"],
      ["+12", "+12"],
    ] as const) {
      assert.equal(maskedAddress("SMS", number), masked);
    }
  });
});
