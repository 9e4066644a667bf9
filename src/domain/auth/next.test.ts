import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Facts, next, type Step } from "./next.ts";
import { beginning, type Progress } from "./state.ts";

const FACTS: Facts = {
  status: "CONFIRMED",
  temporaryPasswordExpired: false,
  mfa: "OFF",
  tracksDevices: false,
};
const NOTHING = beginning("USER_PASSWORD_AUTH");
const PROVED: Progress = { ...NOTHING, provedPassword: 1 };
const CHANGED: Progress = { ...PROVED, newPasswordSet: true };

/** A step in short: what is asked, where tokens come from, or why it ends. */
function told(step: Step): string {
  switch (step.kind) {
    case "ask":
      return step.challenge;
    case "issueTokens":
      return step.source;
    case "refuse":
      return step.fault.name;
  }
}

const follows = (facts: Partial<Facts>, progress: Progress): string =>
  told(next({ ...FACTS, ...facts }, progress));

describe("what follows in a sign-in", () => {
  test("is the password while it is not proved, whatever the user is like", () => {
    const users: Partial<Facts>[] = [{}, { status: "FORCE_CHANGE_PASSWORD" }, { mfa: "ON" }];
    for (const facts of users) assert.equal(follows(facts, NOTHING), "PASSWORD_VERIFIER");
  });

  test("is tokens once it is", () => {
    assert.equal(follows({}, PROVED), "TokenGeneration_Authentication");
    assert.equal(follows({ mfa: "OPTIONAL" }, PROVED), "TokenGeneration_Authentication");
  });

  test("is a new password after a temporary one, and then tokens that say so", () => {
    assert.equal(follows({ status: "FORCE_CHANGE_PASSWORD" }, PROVED), "NEW_PASSWORD_REQUIRED");
    assert.equal(follows({}, CHANGED), "TokenGeneration_NewPasswordChallenge");
  });

  test("is nothing after a temporary password that came too late", () => {
    const facts = { status: "FORCE_CHANGE_PASSWORD", temporaryPasswordExpired: true } as const;
    assert.equal(follows(facts, PROVED), "NotAuthorizedException");
    assert.equal(follows({ temporaryPasswordExpired: true }, PROVED), "TokenGeneration_Authentication");
  });

  test("is refused where MFA or a device would have to be asked for, before anything changes", () => {
    for (const facts of [{ mfa: "ON" }, { tracksDevices: true }] as const) {
      assert.equal(follows(facts, PROVED), "NotImplementedException");
      assert.equal(follows({ ...facts, status: "FORCE_CHANGE_PASSWORD" }, PROVED), "NotImplementedException");
    }
  });
});
