import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "../fault.ts";
import { foreignUserIn, USER_MIGRATION_DEFAULTS, userMigrationRequest } from "./user-migration.ts";

const refused = (response: Record<string, unknown>) =>
  assert.throws(
    () => foreignUserIn(response),
    (error) => error instanceof Fault && error.message === "Unrecognizable lambda output",
  );

describe("a migration's request", () => {
  it("has the password that was typed, and no member for one that was forgotten", () => {
    assert.deepEqual(userMigrationRequest({ password: "p", validationData: { a: "b" } }), {
      password: "p",
      validationData: { a: "b" },
      userAttributes: null,
    });
    assert.deepEqual(userMigrationRequest({ clientMetadata: { a: "b" } }), {
      validationData: null,
      userAttributes: null,
      clientMetadata: { a: "b" },
    });
  });
});

describe("a migration's answer", () => {
  it("is nobody where there are no attributes, whatever else there is", () => {
    assert.equal(foreignUserIn(USER_MIGRATION_DEFAULTS), null);
    assert.equal(foreignUserIn({}), null);
    assert.equal(foreignUserIn({ finalUserStatus: "CONFIRMED", messageAction: "SUPPRESS" }), null);
  });

  it("is a user who has to choose a password and is welcomed by SMS, unless it says otherwise", () => {
    assert.deepEqual(foreignUserIn({ ...USER_MIGRATION_DEFAULTS, userAttributes: { name: "Lena" } }), {
      attributes: new Map([["name", "Lena"]]),
      status: "RESET_REQUIRED",
      welcomeBy: ["SMS"],
      takesAliases: false,
    });
    assert.deepEqual(
      foreignUserIn({
        userAttributes: {},
        finalUserStatus: "CONFIRMED",
        messageAction: "RESEND",
        desiredDeliveryMediums: ["EMAIL", "SMS", "EMAIL"],
        forceAliasCreation: true,
        enableSMSMFA: true,
      }),
      { attributes: new Map(), status: "CONFIRMED", welcomeBy: ["EMAIL", "SMS"], takesAliases: true },
    );
    const quiet = { userAttributes: {}, messageAction: "SUPPRESS", desiredDeliveryMediums: ["EMAIL"] };
    assert.deepEqual(foreignUserIn(quiet)?.welcomeBy, []);
  });

  it("is refused where it is of another shape", () => {
    for (const userAttributes of ["name", ["name"], 1, { name: 1 }, { name: null }, { name: ["Lena"] }]) {
      refused({ userAttributes });
    }
    for (const member of ["finalUserStatus", "messageAction", "desiredDeliveryMediums"]) {
      for (const value of ["FORCE_CHANGE_PASSWORD", "confirmed", ["PIGEON"], 1, {}]) {
        refused({ userAttributes: {}, [member]: value });
      }
    }
    for (const member of ["forceAliasCreation", "enableSMSMFA"]) {
      refused({ userAttributes: {}, [member]: "true" });
    }
  });
});
