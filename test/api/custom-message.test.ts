import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  resetPassword,
  signIn,
  statusOf,
} from "../support/arrange.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const METADATA = { reason: "lost laptop", ticket: "T-4711" };

const lambda = (name: string) => ({ pool: { LambdaConfig: { CustomMessage: functionArn(name) } } });

await onEachDatabase(
  (world) => {
    describe("a CustomMessage function", () => {
      const app = beforehand(() => newApp(world(), lambda("echo")));

      test("gets the whole event of an administrator's reset, ClientMetadata and all", async () => {
        const username = await addUser(app());
        await resetPassword(app(), username, METADATA);
        const message = await lastMessageTo(app(), username);
        const { callerContext, ...event } = eventIn(message);
        const { awsSdkVersion, ...caller } = callerContext;
        assert.match(awsSdkVersion ?? "", /^aws-sdk-js-3\.\d+\.\d+$/);
        assert.deepEqual(caller, { clientId: "CLIENT_ID_NOT_APPLICABLE" });
        const { sub } = (event.request["userAttributes"] ?? {}) as { sub?: string };
        assert.deepEqual(event, {
          version: "1",
          triggerSource: "CustomMessage_ForgotPassword",
          region: "us-east-1",
          userPoolId: app().poolId,
          userName: username,
          request: {
            userAttributes: {
              sub,
              "cognito:user_status": "CONFIRMED",
              email: "jane@example.com",
              email_verified: "true",
            },
            codeParameter: "{####}",
            linkParameter: "{##Click Here##}",
            usernameParameter: null,
            clientMetadata: METADATA,
          },
          response: { smsMessage: null, emailMessage: null, emailSubject: null },
        });
      });

      test("writes the message, into which the code is put", async () => {
        const username = await addUser(app());
        await resetPassword(app(), username, METADATA);
        const { subject, body, code } = await lastMessageTo(app(), username);
        assert.equal(subject, `For ${username}`);
        assert.equal(body.split(" ")[0], code);
        await confirmReset(app(), username, code ?? "");
      });

      test("writes an SMS too", async () => {
        const attributes = { phone_number: "+15550100", phone_number_verified: "true" };
        const username = await addUser(app(), { attributes });
        await resetPassword(app(), username, METADATA);
        const { medium, body, code } = await lastMessageTo(app(), username);
        assert.deepEqual([medium, body], ["SMS", `${code} for lost laptop`]);
      });

      test("finds no clientMetadata where none was sent", async () => {
        const username = await addUser(app());
        await resetPassword(app(), username);
        assert.ok(!("clientMetadata" in eventIn(await lastMessageTo(app(), username)).request));
      });

      test("gets metadata of any text, as it was sent", async () => {
        const odd = { "": "", "{####}": "{username}", "ключ 🔑": '"quoted"\n<b>&amp;', __proto__x: "y" };
        const username = await addUser(app());
        await resetPassword(app(), username, odd);
        assert.deepEqual(eventIn(await lastMessageTo(app(), username)).request["clientMetadata"], odd);
      });

      test("is told what the user's status is", async () => {
        const username = await addUser(app());
        for (const status of ["CONFIRMED", "RESET_REQUIRED"]) {
          await resetPassword(app(), username);
          const { request } = eventIn(await lastMessageTo(app(), username));
          assert.equal((request["userAttributes"] as Record<string, string>)["cognito:user_status"], status);
        }
      });

      test("is told the client where a user asks", async () => {
        const username = await addUser(app());
        await app().api.forgotPassword({
          ClientId: app().clientId,
          Username: username,
          ClientMetadata: METADATA,
        });
        const { callerContext, triggerSource, request } = eventIn(await lastMessageTo(app(), username));
        assert.equal(callerContext["clientId"], app().clientId);
        assert.equal(triggerSource, "CustomMessage_ForgotPassword");
        assert.deepEqual(request["clientMetadata"], METADATA);
      });

      test("writes invitations, told how the username is put in", async () => {
        await app().api.adminCreateUser({
          UserPoolId: app().poolId,
          Username: "invited",
          TemporaryPassword: "Temp0rary!",
          UserAttributes: [{ Name: "email", Value: "jane@example.com" }],
          DesiredDeliveryMediums: ["EMAIL"],
          ClientMetadata: METADATA,
        });
        const message = await lastMessageTo(app(), "invited");
        assert.ok(message.body.startsWith("Temp0rary! invited "));
        const { triggerSource, request } = eventIn(message);
        assert.equal(triggerSource, "CustomMessage_AdminCreateUser");
        assert.equal(request["usernameParameter"], "{username}");
        assert.equal(
          (request["userAttributes"] as Record<string, string>)["cognito:user_status"],
          "FORCE_CHANGE_PASSWORD",
        );
        assert.deepEqual(request["clientMetadata"], METADATA);
      });

      test("that changes nothing leaves the pool's own message", async () => {
        const plain = await newApp(world(), lambda("unchanged"));
        const username = await addUser(plain);
        await resetPassword(plain, username);
        const { body, code } = await lastMessageTo(plain, username);
        assert.equal(body, `Your password reset code is ${code}`);
      });

      test("of a pool with aliases gets them", async () => {
        const aliased = await newApp(world(), {
          pool: { ...lambda("echo").pool, AliasAttributes: ["email", "phone_number"] },
        });
        const username = await addUser(aliased);
        await resetPassword(aliased, username);
        const { request } = eventIn(await lastMessageTo(aliased, username));
        const attributes = request["userAttributes"] as Record<string, string>;
        assert.equal(attributes["cognito:email_alias"], "jane@example.com");
        assert.ok(!("cognito:phone_number_alias" in attributes));
      });
    });

    const PATTERN = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*";
    const CONSTRAINT = "1 validation error detected: Value at 'emailBody' failed to satisfy constraint: ";
    const FAILURES = [
      ["refuses", "UserLambdaValidationException", "CustomMessage failed with error no mail on Sundays."],
      ["half-an-event", "InvalidLambdaResponseException", "Unrecognizable lambda output"],
      ["wrong-type", "InvalidLambdaResponseException", "Unrecognizable lambda output"],
      ["no-event", "InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON"],
      [
        "slow",
        "UnexpectedLambdaException",
        "CustomMessage invocation failed due to error Socket timeout while invoking Lambda function.",
      ],
      [
        "missing",
        "UnexpectedLambdaException",
        "CustomMessage invocation failed due to error ResourceNotFoundException.",
      ],
      [
        "without-code",
        "InvalidParameterException",
        `${CONSTRAINT}Member must satisfy regular expression pattern: ${PATTERN}`,
      ],
      [
        "too-long",
        "InvalidParameterException",
        `${CONSTRAINT}Member must have length less than or equal to 20000`,
      ],
    ] as const;

    describe("a CustomMessage function that fails", () => {
      for (const [name, error, message] of FAILURES) {
        test(`(${name}) fails the reset, and nothing is changed`, async () => {
          const app = await newApp(world(), lambda(name));
          const username = await addUser(app);
          await assert.rejects(resetPassword(app, username, METADATA), refusal(error, message));
          assert.equal(await statusOf(app, username), "CONFIRMED");
          assert.ok((await signIn(app, username)).AuthenticationResult);
          assert.deepEqual(await messagesTo(app, username), []);
        });
      }

      test("leaves an earlier code good", async () => {
        const app = await newApp(world(), lambda("refuses-metadata"));
        const username = await addUser(app);
        await resetPassword(app, username);
        await assert.rejects(resetPassword(app, username, METADATA), {
          name: "UserLambdaValidationException",
        });
        await confirmReset(app, username, await codeFor(app, username));
      });

      test("fails a creation too, and nobody is created", async () => {
        const app = await newApp(world(), lambda("refuses"));
        await assert.rejects(
          app.api.adminCreateUser({
            UserPoolId: app.poolId,
            Username: "ghost",
            UserAttributes: [{ Name: "email", Value: "jane@example.com" }],
            DesiredDeliveryMediums: ["EMAIL"],
          }),
          refusal("UserLambdaValidationException", "CustomMessage failed with error no mail on Sundays."),
        );
        await assert.rejects(statusOf(app, "ghost"), { name: "UserNotFoundException" });
      });
    });
  },
  ...withFunctions,
);
