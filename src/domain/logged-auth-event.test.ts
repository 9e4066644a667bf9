import assert from "node:assert/strict";
import { test } from "node:test";
import { sub, userPoolId } from "../base/ids.ts";
import { logDate, loggedAuthEvent } from "./logged-auth-event.ts";
import type { AuthEvent } from "./risk/auth-event.ts";

const event: AuthEvent = {
  poolId: userPoolId("us-west-2_EXAMPLE"),
  id: "an-event",
  sub: sub("a-sub"),
  type: "SignUp",
  response: "InProgress",
  risk: {},
  challenges: [],
  context: { ipAddress: "192.0.2.1", deviceName: "Other, Other", deviceId: null, timezone: null },
  feedback: null,
  createdAt: Date.UTC(2024, 6, 7, 17, 25, 55),
};
const WITH = { username: "test-user", clientId: "a-client", requestId: "a-request" };

test("dates are told as Java tells them", () => {
  assert.equal(logDate(Date.UTC(2024, 6, 17, 17, 25, 55)), "Wed Jul 17 17:25:55 UTC 2024");
});

test("of an event of which little is known, every member is there", () => {
  assert.deepEqual(loggedAuthEvent(event, WITH), {
    version: "1",
    eventId: "an-event",
    eventType: "SignUp",
    userSub: "a-sub",
    userName: "test-user",
    userPoolId: "us-west-2_EXAMPLE",
    clientId: "a-client",
    creationDate: "Sun Jul 07 17:25:55 UTC 2024",
    eventResponse: "InProgress",
    riskLevel: "",
    riskDecision: "PASS",
    challenges: [],
    deviceName: "Other, Other",
    ipAddress: "192.0.2.1",
    requestId: "a-request",
    idpName: "",
    compromisedCredentialDetected: "false",
    city: "",
    country: "",
    eventFeedbackValue: "",
    eventFeedbackDate: "",
    eventFeedbackProvider: "",
    hasContextData: "false",
  });
});

test("a risky event tells its risk, its challenges and what was said of it", () => {
  const told = loggedAuthEvent(
    {
      ...event,
      response: "Fail",
      risk: { RiskDecision: "AccountTakeover", RiskLevel: "High", CompromisedCredentialsDetected: true },
      challenges: [{ ChallengeName: "Password", ChallengeResponse: "Success" }],
      context: { ...event.context, deviceId: "phone" },
      feedback: { value: "Invalid", provider: "Admin", at: event.createdAt },
    },
    WITH,
  );
  assert.deepEqual(
    [told["riskDecision"], told["riskLevel"], told["compromisedCredentialDetected"], told["hasContextData"]],
    ["ACCOUNT_TAKEOVER", "High", "true", "true"],
  );
  assert.deepEqual(told["challenges"], [{ challengeName: "Password", challengeResponse: "Success" }]);
  assert.deepEqual(
    [told["eventFeedbackValue"], told["eventFeedbackDate"], told["eventFeedbackProvider"]],
    ["Invalid", "Sun Jul 07 17:25:55 UTC 2024", "Admin"],
  );
});
