import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import {
  type App,
  addUser,
  codeFor,
  confirmReset,
  forgot,
  lastMessageTo,
  messagesTo,
  newApp,
  newClient,
  onEachDatabase,
  refresh,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const PHONE = { phone_number: "+15550100", phone_number_verified: "true" };

const lambda = (name: string) => ({ pool: { LambdaConfig: { CustomMessage: functionArn(name) } } });

const userOf = ({ api, poolId }: App, Username: string) =>
  api.adminGetUser({ UserPoolId: poolId, Username }).then(({ $metadata, ...user }) => user);

/** What each local function fails with. */
const FAILURES = [
  ["calls-back-an-error", "CustomMessage failed with error called back."],
  ["throws-text", "CustomMessage failed with error no Error at all."],
  ["no-handler", "CustomMessage failed with error no-handler.handler is undefined or not exported."],
  ["broken", "CustomMessage failed with error the module is broken."],
] as const;

/** What a Lambda endpoint answers, and how the reset is refused for it. */
const ANSWERS = [
  {
    story: "may not be called",
    status: 403,
    headers: { "x-amzn-errortype": "AccessDeniedException" },
    body: "{}",
    error: "UnexpectedLambdaException",
    message: "CustomMessage invocation failed due to error AccessDeniedException.",
  },
  {
    story: "is called too often",
    status: 429,
    headers: {},
    body: '{"__type":"TooManyRequestsException:http://internal.amazonaws.com/"}',
    error: "UnexpectedLambdaException",
    message: "CustomMessage invocation failed due to error TooManyRequestsException.",
  },
  {
    story: "throws",
    status: 200,
    headers: { "x-amz-function-error": "Unhandled" },
    body: '{"errorType":"Error","errorMessage":"no mail on Sundays","trace":[]}',
    error: "UserLambdaValidationException",
    message: "CustomMessage failed with error no mail on Sundays.",
  },
  {
    story: "answers something else",
    status: 200,
    headers: {},
    body: "<html>",
    error: "InvalidLambdaResponseException",
    message: "Invalid lambda function output : Invalid JSON",
  },
] as const;

/** An endpoint that answers each function by its place in `ANSWERS`. */
const endpoint = createServer((request, response) => {
  const { status, headers, body } = there(ANSWERS[Number(/answer-(\d)/.exec(request.url ?? "")?.[1])]);
  request.resume().on("end", () => response.writeHead(status, headers).end(body));
});
await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
after(() => endpoint.close());
const { port } = endpoint.address() as AddressInfo;

await onEachDatabase(
  (world) => {
    describe("a function that fails", () => {
      for (const [name, message] of FAILURES) {
        test(`(${name}) is reported by what it failed with`, async () => {
          const app = await newApp(world(), lambda(name));
          const username = await addUser(app);
          await assert.rejects(
            resetPassword(app, username),
            refusal("UserLambdaValidationException", message),
          );
        });
      }

      test("(exits) is reported by how its process ended", async () => {
        const app = await newApp(world(), lambda("exits"));
        const username = await addUser(app);
        await assert.rejects(resetPassword(app, username), {
          name: "UserLambdaValidationException",
          message:
            /^CustomMessage failed with error RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3\.$/,
        });
      });

      test("(nothing) is reported as one that gave no event back", async () => {
        const app = await newApp(world(), lambda("nothing"));
        const username = await addUser(app);
        await assert.rejects(
          resetPassword(app, username),
          refusal("InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON"),
        );
      });

      for (const [at, { story, error, message }] of ANSWERS.entries()) {
        test(`at an endpoint, where it ${story}, changes nothing`, async () => {
          const app = await newApp(world(), lambda(`answer-${at}`));
          const username = await addUser(app);
          await assert.rejects(resetPassword(app, username), refusal(error, message));
          assert.equal(await statusOf(app, username), "CONFIRMED");
          assert.deepEqual(await messagesTo(app, username), []);
        });
      }

      test("leaves the user, the tokens and the SRP password as they were", async () => {
        const app = await newApp(world(), lambda("refuses"));
        const username = await addUser(app);
        const tokens = await tokensOf(app, username);
        const before = await userOf(app, username);
        world().pass(10);
        for (let times = 1; times <= 3; times++) {
          await assert.rejects(resetPassword(app, username), { name: "UserLambdaValidationException" });
        }
        assert.deepEqual(await userOf(app, username), before);
        await app.api.getUser({ AccessToken: tokens.access });
        await refresh(app, tokens.refresh);
      });

      test("leaves a user who was reset before with the code that was sent then", async () => {
        const app = await newApp(world(), lambda("refuses-metadata"));
        const username = await addUser(app);
        await resetPassword(app, username);
        const code = await codeFor(app, username);
        await assert.rejects(forgot(app, username, { unwanted: "yes" }), {
          name: "UserLambdaValidationException",
        });
        assert.equal(await statusOf(app, username), "RESET_REQUIRED");
        await confirmReset(app, username, code);
      });

      test("fails ForgotPassword in the same words", async () => {
        for (const [name, error, message] of [
          ["refuses", "UserLambdaValidationException", "CustomMessage failed with error no mail on Sundays."],
          ["half-an-event", "InvalidLambdaResponseException", "Unrecognizable lambda output"],
        ] as const) {
          const app = await newApp(world(), lambda(name));
          const username = await addUser(app);
          await assert.rejects(forgot(app, username), refusal(error, message));
          assert.deepEqual(await messagesTo(app, username), []);
          await assert.rejects(confirmReset(app, username, "123456"), { name: "ExpiredCodeException" });
        }
      });
    });

    describe("an SMS that a function writes", () => {
      const constraint = (what: string) =>
        refusal(
          "InvalidParameterException",
          `1 validation error detected: Value at 'smsMessage' failed to satisfy constraint: ${what}`,
        );

      test("has to carry the code, though a mail is not asked for one in its place", async () => {
        const app = await newApp(world(), lambda("only-mail"));
        const phoned = await addUser(app, { attributes: PHONE });
        await assert.rejects(
          resetPassword(app, phoned),
          constraint("Member must satisfy regular expression pattern: .*\\{####\\}.*"),
        );
        assert.ok((await signIn(app, phoned)).AuthenticationResult);

        const mailed = await addUser(app);
        await resetPassword(app, mailed);
        const { body, code } = await lastMessageTo(app, mailed);
        assert.equal(body, `Mail ${code}`);
      });

      test("has 140 characters at most", async () => {
        const app = await newApp(world(), lambda("long-sms"));
        const username = await addUser(app, { attributes: PHONE });
        await assert.rejects(
          resetPassword(app, username, { longer: "yes" }),
          constraint("Member must have length less than or equal to 140"),
        );
        await resetPassword(app, username);
        const { body, code } = await lastMessageTo(app, username);
        assert.equal(body, `${code}${"😀".repeat(134)}`);
      });
    });

    describe("what becomes of the user while a function runs", () => {
      test("decides: one who was deleted is not there, and gets no message", async () => {
        const app = await newApp(world(), lambda("deletes-user"));
        const username = await addUser(app);
        await assert.rejects(
          resetPassword(app, username),
          refusal("UserNotFoundException", "User does not exist."),
        );
        assert.deepEqual(await messagesTo(app, username), []);
      });

      test("decides: one who forgot the password and was deleted is nobody", async () => {
        const app = await newApp(world(), lambda("deletes-user"));
        const username = await addUser(app);
        await assert.rejects(
          forgot(app, username),
          refusal("UserNotFoundException", "Username/client id combination not found."),
        );

        const clientId = await newClient(app, { PreventUserExistenceErrors: "ENABLED" });
        const hidden = await addUser(app, { username: "hidden@example.com" });
        const { CodeDeliveryDetails } = await forgot({ ...app, clientId }, hidden);
        assert.equal(CodeDeliveryDetails?.Destination, "h***@e***");
        assert.deepEqual(await world().inbox({ pool: app.poolId }), []);
      });

      test("decides: one who may no longer be reset keeps the password they have by then", async () => {
        const app = await newApp(world(), lambda("sets-temporary-password"));
        const username = await addUser(app);
        await assert.rejects(
          resetPassword(app, username),
          refusal("NotAuthorizedException", "User password cannot be reset in the current state."),
        );
        assert.equal(await statusOf(app, username), "FORCE_CHANGE_PASSWORD");
        assert.equal((await signIn(app, username, TEMPORARY)).ChallengeName, "NEW_PASSWORD_REQUIRED");
      });

      test("decides: a password that was set meanwhile is voided like any other", async () => {
        const app = await newApp(world(), lambda("sets-temporary-password"));
        const username = await addUser(app);
        await resetPassword(app, username, { permanent: "yes" });
        assert.equal(await statusOf(app, username), "RESET_REQUIRED");
        await assert.rejects(signIn(app, username, TEMPORARY), { name: "PasswordResetRequiredException" });
      });

      test("decides: a pool that was deleted is not there", async () => {
        const app = await newApp(world(), lambda("deletes-pool"));
        const username = await addUser(app);
        await assert.rejects(
          resetPassword(app, username),
          refusal("ResourceNotFoundException", `User pool ${app.poolId} does not exist.`),
        );
      });
    });

    test("functions of many resets at once write each user's own message", async () => {
      const app = await newApp(world(), lambda("echo"));
      const usernames = await Promise.all(Array.from({ length: 12 }, () => addUser(app)));
      await Promise.all(usernames.map((username) => resetPassword(app, username)));
      for (const username of usernames) {
        const { subject, code } = await lastMessageTo(app, username);
        assert.equal(subject, `For ${username}`);
        await confirmReset(app, username, there(code));
      }
    });
  },
  ...withFunctions,
  "--lambda-endpoint",
  `http://127.0.0.1:${port}`,
);
