import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CognitoIdentityProviderServiceException } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  resetPassword,
} from "../support/arrange.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { confirm, EMAIL, newSignUpApp, resend, signUp } from "../support/sign-up.ts";

const HOUR = 3600;
const PHONE = "+15555550100";
const CONCEALING = { client: { PreventUserExistenceErrors: "ENABLED" } } as const;

const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const tooOften = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const confirmedAlready = refusal("InvalidParameterException", "User is already confirmed.");
const switchedOff = refusal(
  "NotAuthorizedException",
  "Cannot resend codes. Auto verification not turned on.",
);

/** An answer or a refusal, as whoever asks could compare it with another one. */
const seen = (asked: Promise<object>): Promise<unknown> =>
  asked.then(
    (answer) => ({ ...answer, $metadata: undefined }),
    ({ name, message }: CognitoIdentityProviderServiceException) => `${name}: ${message}`,
  );

await onEachDatabase(
  (world) => {
    const app = beforehand(() => newSignUpApp(world()));
    const hidden = beforehand(() => newSignUpApp(world(), CONCEALING));

    describe("another code", () => {
      test("is sent where the first one went, and alone is good", async () => {
        const { username, CodeDeliveryDetails: first } = await signUp(app());
        const code = await codeFor(app(), username);
        const { CodeDeliveryDetails } = await resend(app(), username);
        assert.deepEqual(CodeDeliveryDetails, first);
        const [again, ...before] = await messagesTo(app(), username);
        assert.equal(before.length, 1);
        assert.equal(again?.kind, "resendCode");
        assert.equal(again.body, `Your confirmation code is ${again.code}`);
        if (again.code !== code) await assert.rejects(confirm(app(), username, code), mismatch);
        await confirm(app(), username, again.code ?? "");
      });

      test("is good for a day of its own", async () => {
        const { username } = await signUp(app());
        world().pass(23 * HOUR);
        await resend(app(), username);
        world().pass(23 * HOUR);
        await confirm(app(), username, await codeFor(app(), username));
      });

      test("goes to a phone before a mailbox", async () => {
        const both = await newSignUpApp(world(), {
          pool: { AutoVerifiedAttributes: ["email", "phone_number"] },
        });
        const { username } = await signUp(both, { attributes: { email: EMAIL, phone_number: PHONE } });
        const { CodeDeliveryDetails } = await resend(both, username);
        assert.equal(CodeDeliveryDetails?.AttributeName, "phone_number");
        assert.equal((await lastMessageTo(both, username)).to, PHONE);
      });

      test("is written by the CustomMessage function, which is told the metadata", async () => {
        const custom = await newSignUpApp(world(), {
          pool: { LambdaConfig: { CustomMessage: functionArn("echo") } },
        });
        const { username } = await signUp(custom);
        await resend(custom, username, { reason: "lost" });
        const event = eventIn(await lastMessageTo(custom, username));
        assert.equal(event.triggerSource, "CustomMessage_ResendCode");
        assert.equal(event.userName, username);
        assert.equal(event.callerContext["clientId"], custom.clientId);
        assert.deepEqual(event.request["clientMetadata"], { reason: "lost" });
        await confirm(custom, username, await codeFor(custom, username));
      });

      test("is not made where that function fails, and the first one stays good", async () => {
        const custom = await newSignUpApp(world(), {
          pool: { LambdaConfig: { CustomMessage: functionArn("refuses-metadata") } },
        });
        const { username } = await signUp(custom);
        const code = await codeFor(custom, username);
        await assert.rejects(resend(custom, username, { refuse: "yes" }), {
          name: "UserLambdaValidationException",
        });
        assert.equal((await messagesTo(custom, username)).length, 1);
        await confirm(custom, username, code);
      });

      test("is had five times an hour", async () => {
        const { username } = await signUp(app());
        for (let times = 1; times <= 5; times++) await resend(app(), username);
        await assert.rejects(resend(app(), username), tooOften);
        assert.equal((await messagesTo(app(), username)).length, 6);
        world().pass(HOUR);
        await resend(app(), username);
      });
    });

    describe("none is sent", () => {
      test("to who is confirmed", async () => {
        const confirmed = await addUser(app());
        await assert.rejects(resend(app(), confirmed), confirmedAlready);
        const invited = await addUser(app(), { password: null });
        await assert.rejects(resend(app(), invited), confirmedAlready);
        await resetPassword(app(), confirmed);
        await assert.rejects(resend(app(), confirmed), confirmedAlready);
      });

      test("in a pool that verifies nothing by itself, to somebody or nobody", async () => {
        for (const options of [{}, CONCEALING]) {
          const silent = await newApp(world(), options);
          const { username } = await signUp(silent);
          for (const name of [username, "nobody"]) await assert.rejects(resend(silent, name), switchedOff);
        }
      });

      test("to who gave nothing that the pool verifies", async () => {
        const { username } = await signUp(app(), { attributes: { phone_number: PHONE } });
        await assert.rejects(resend(app(), username), switchedOff);
      });

      test("to a disabled user", async () => {
        const { username } = await signUp(app());
        await app().api.adminDisableUser({ UserPoolId: app().poolId, Username: username });
        await assert.rejects(resend(app(), username), refusal("NotAuthorizedException", "User is disabled."));
      });

      test("to nobody", async () => {
        await assert.rejects(
          resend(app(), "nobody"),
          refusal("UserNotFoundException", "Username/client id combination not found."),
        );
      });
    });

    describe("where the client conceals users", () => {
      const unreachable = async (at: App): Promise<Record<string, string>> => {
        const { username: disabled } = await signUp(at);
        await at.api.adminDisableUser({ UserPoolId: at.poolId, Username: disabled });
        const { username: without } = await signUp(at, { attributes: {} });
        return { nobody: "nobody", confirmed: await addUser(at), disabled, without };
      };

      test("none of those who get no code is told apart", async () => {
        for (const [who, name] of Object.entries(await unreachable(hidden()))) {
          const before = (await messagesTo(hidden(), name)).length;
          const { CodeDeliveryDetails: details } = await resend(hidden(), name);
          assert.equal(details?.AttributeName, "email", who);
          assert.equal(details.DeliveryMedium, "EMAIL");
          assert.match(details.Destination ?? "", /^[a-z]\*\*\*@[a-z]\*\*\*$/);
          assert.deepEqual((await resend(hidden(), name)).CodeDeliveryDetails, details);
          assert.equal((await messagesTo(hidden(), name)).length, before);
          for (let times = 3; times <= 5; times++) await resend(hidden(), name);
          await assert.rejects(resend(hidden(), name), tooOften, who);
        }
      });

      test("nobody's code goes where the name says, if the pool verifies that", async () => {
        const both = await newSignUpApp(world(), {
          ...CONCEALING,
          pool: {
            AutoVerifiedAttributes: ["email", "phone_number"],
            UsernameAttributes: ["email", "phone_number"],
          },
        });
        const answers = {
          "zoe@example.org": { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "z***@e***" },
          "+15555550177": {
            AttributeName: "phone_number",
            DeliveryMedium: "SMS",
            Destination: "+*******0177",
          },
        };
        for (const [name, details] of Object.entries(answers)) {
          assert.deepEqual((await resend(both, name)).CodeDeliveryDetails, details);
        }
        const byMail = await newSignUpApp(world(), CONCEALING);
        const { CodeDeliveryDetails } = await resend(byMail, "+15555550177");
        assert.equal(CodeDeliveryDetails?.AttributeName, "email");
      });

      test("somebody's looks the same", async () => {
        const byMail = await newSignUpApp(world(), {
          ...CONCEALING,
          pool: { UsernameAttributes: ["email"] },
        });
        await signUp(byMail, { username: "zoe@example.org", attributes: {} });
        const answer = await seen(resend(byMail, "zoe@example.org"));
        assert.equal(typeof answer, "object");
        assert.deepEqual(answer, await seen(resend(byMail, "zed@elsewhere.org")));
      });
    });
  },
  ...withFunctions,
);
