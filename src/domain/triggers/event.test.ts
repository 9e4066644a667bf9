import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { poolOf, userOf } from "../../../test/support/entities.ts";
import { Fault } from "../fault.ts";
import { responseOf, sdkVersion, triggerEvent, userAttributesForTriggers } from "./event.ts";

const FACTS = { pool: poolOf(), userName: "jane", userAgent: "curl/8", clientId: "1example23456789" };

describe("a trigger's event", () => {
  it("tells the source, the pool, the user and the caller around what is asked", () => {
    const request = { userAttributes: { sub: "s" }, clientMetadata: { tenant: "blue" } };
    const response = { smsMessage: null };
    assert.deepEqual(triggerEvent(FACTS, "CustomMessage_ForgotPassword", request, response), {
      version: "1",
      triggerSource: "CustomMessage_ForgotPassword",
      region: "us-east-1",
      userPoolId: "us-east-1_EXAMPLE12",
      userName: "jane",
      callerContext: { awsSdkVersion: "aws-sdk-unknown-unknown", clientId: "1example23456789" },
      request,
      response,
    });
  });

  it("names the caller's SDK by its User-Agent", () => {
    for (const [userAgent, version] of [
      ["aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.4.1", "aws-sdk-js-3.1169.0"],
      ["aws-sdk-js/2.1639.0 promise", "aws-sdk-js-2.1639.0"],
      ["aws-sdk-nodejs/2.1639.0 linux/v16", "aws-sdk-nodejs-2.1639.0"],
      ["Boto3/1.34.0 md/Botocore#1.34.0", "boto3-1.34.0"],
      ["aws-cli/2.15.0 Python/3.11.6", "aws-cli-2.15.0"],
      ["Mozilla/5.0 aws-sdk-js/3.1.0", "aws-sdk-js-3.1.0"],
      ["aws-sdk-js", "aws-sdk-unknown-unknown"],
      ["my-aws-sdk-js/1.0", "aws-sdk-unknown-unknown"],
      ["", "aws-sdk-unknown-unknown"],
    ] as const) {
      assert.equal(sdkVersion(userAgent), version, userAgent);
    }
  });
});

describe("a user, as triggers see one", () => {
  const user = userOf(
    { email: "jane@example.com", email_verified: "true", "custom:tenant": "blue" },
    { status: "RESET_REQUIRED" },
  );
  const seen = {
    sub: "6d6a3b36-1111-4222-8333-0123456789ab",
    "cognito:user_status": "RESET_REQUIRED",
    email: "jane@example.com",
    email_verified: "true",
    "custom:tenant": "blue",
  };

  it("has sub, status and every attribute, all of them texts", () => {
    assert.deepEqual(userAttributesForTriggers(poolOf(), user), seen);
  });

  it("has the aliases it signs in with, where it has them", () => {
    const pool = poolOf({ AliasAttributes: ["email", "phone_number", "preferred_username"] });
    assert.deepEqual(userAttributesForTriggers(pool, user), {
      ...seen,
      "cognito:email_alias": "jane@example.com",
    });
    const withPhone = userOf({ phone_number: "+15550100" });
    assert.equal(userAttributesForTriggers(pool, withPhone)["cognito:phone_number_alias"], "+15550100");
  });
});

describe("a function's answer", () => {
  const event = triggerEvent(FACTS, "CustomMessage_ForgotPassword", {}, { smsMessage: null });
  const refusalOf = (payload: string): string => {
    try {
      responseOf(payload);
    } catch (error) {
      if (error instanceof Fault) return `${error.name}: ${error.message}`;
      throw error;
    }
    return "none";
  };

  it("is the response of the event it gives back, whatever it added", () => {
    assert.deepEqual(responseOf(JSON.stringify(event)), { smsMessage: null });
    const more = { ...event, extra: 1, response: { smsMessage: "{####}", debug: true } };
    assert.deepEqual(responseOf(JSON.stringify(more)), { smsMessage: "{####}", debug: true });
  });

  it("is refused where it is no JSON object", () => {
    for (const payload of ["", "null", "42", '"done"', "[]", "{", "undefined"]) {
      assert.equal(
        refusalOf(payload),
        "InvalidLambdaResponseException: Invalid lambda function output : Invalid JSON",
        payload,
      );
    }
  });

  it("is refused where a member that all events have is missing, or of another type", () => {
    const members = [
      ...["version", "triggerSource", "region", "userPoolId", "userName"],
      ...["callerContext", "request", "response"],
    ];
    for (const member of members) {
      for (const value of [undefined, null, 1, []]) {
        assert.equal(
          refusalOf(JSON.stringify({ ...event, [member]: value })),
          "InvalidLambdaResponseException: Unrecognizable lambda output",
          `${member}: ${JSON.stringify(value)}`,
        );
      }
    }
  });
});
