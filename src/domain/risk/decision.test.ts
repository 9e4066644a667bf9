import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { hours, minutes } from "../../base/clock.ts";
import type { EventResponseType, FeedbackValueType } from "../../model/types.gen.ts";
import type { EventContext } from "./auth-event.ts";
import { riskOf, takeoverResponse } from "./decision.ts";

const NOW = 1_700_000_000_000;

const home: EventContext = {
  ipAddress: "192.0.2.1",
  deviceName: "Firefox 127, Linux",
  deviceId: null,
  timezone: null,
};
const abroad: EventContext = { ...home, ipAddress: "198.51.100.9" };
const phone: EventContext = { ...home, deviceName: "Safari 17, iOS 17" };
const stranger: EventContext = { ...abroad, deviceName: "curl 8.5.0" };

const signedIn = (
  context: EventContext,
  response: EventResponseType = "Pass",
  feedback?: FeedbackValueType,
  createdAt = NOW - minutes(10),
) => ({
  type: "SignIn" as const,
  response,
  challenges: [
    {
      ChallengeName: "Password" as const,
      ChallengeResponse: response === "Fail" ? ("Failure" as const) : ("Success" as const),
    },
  ],
  context,
  feedback: feedback ? { value: feedback, provider: "User", at: NOW } : null,
  createdAt,
});

describe("riskOf", () => {
  test("finds nothing where there is nothing to compare with", () => {
    assert.equal(riskOf([], stranger, NOW), null);
    assert.equal(riskOf([signedIn(home, "Fail")], stranger, NOW), null);
    assert.equal(riskOf([{ ...signedIn(home), type: "SignUp" }], stranger, NOW), null);
  });

  test("weighs what is new: nothing, address or device, both", () => {
    const past = [signedIn(home)];
    assert.equal(riskOf(past, home, NOW), null);
    assert.equal(riskOf(past, abroad, NOW), "Low");
    assert.equal(riskOf(past, phone, NOW), "Low");
    assert.equal(riskOf(past, { ...home, deviceId: "other" }, NOW), "Low");
    assert.equal(riskOf(past, stranger, NOW), "Medium");
  });

  test("takes a right password after five wrong ones in an hour for guessed", () => {
    const wrong = Array.from({ length: 5 }, () => signedIn(stranger, "Fail"));
    assert.equal(riskOf([...wrong, signedIn(home)], abroad, NOW), "High");
    assert.equal(riskOf(wrong, abroad, NOW), "High");
    assert.equal(riskOf([...wrong.slice(1), signedIn(home)], abroad, NOW), "Low");
    assert.equal(riskOf([signedIn(home), ...wrong], abroad, NOW), "Low");
    assert.equal(riskOf([...wrong, signedIn(home)], abroad, NOW + hours(1)), "Low");
    assert.equal(
      riskOf([...wrong, signedIn(home)], home, NOW),
      null,
      "but not where the user always signs in",
    );
  });

  test("does not count sign-ins that were blocked for wrong passwords", () => {
    const [right] = signedIn(home).challenges;
    assert.ok(right);
    const blocked = Array.from({ length: 5 }, () => ({ ...signedIn(abroad, "Fail"), challenges: [right] }));
    assert.equal(riskOf([...blocked, signedIn(home)], abroad, NOW), "Low");
  });

  test("learns from what users and administrators say", () => {
    assert.equal(riskOf([signedIn(stranger, "Pass", "Invalid"), signedIn(home)], stranger, NOW), "High");
    assert.equal(riskOf([signedIn(abroad, "Pass", "Invalid"), signedIn(home)], home, NOW), null);
    assert.equal(riskOf([signedIn(stranger, "Fail", "Valid"), signedIn(home)], stranger, NOW), null);
  });
});

test("MFA actions let pass or block where a pool has no second factors, and else ask for one", () => {
  assert.equal(takeoverResponse("NO_ACTION", "OPTIONAL"), "allow");
  assert.equal(takeoverResponse("BLOCK", "OFF"), "block");
  assert.equal(takeoverResponse("MFA_IF_CONFIGURED", "OFF"), "allow");
  assert.equal(takeoverResponse("MFA_REQUIRED", "OFF"), "block");
  assert.equal(takeoverResponse("MFA_IF_CONFIGURED", "OPTIONAL"), "askForMfa");
  assert.equal(takeoverResponse("MFA_REQUIRED", "OPTIONAL"), "askForMfa");
});
