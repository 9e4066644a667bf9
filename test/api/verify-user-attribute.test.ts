import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  beforehand,
  codeFor,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  otherCode,
  resetPassword,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { adminUpdate, attributesOf, requestCode, signedIn, verify } from "../support/attributes.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const MISMATCH = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const EXPIRED = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const TOO_OFTEN = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const invalid = (message: string) => refusal("InvalidParameterException", message);
const ONLY_CONTACTS = invalid("Invalid attribute name. Only phone_number and email can be verified.");

const HOUR = 3600;
const UNVERIFIED = { email: "jane@example.com", phone_number: "+15550100" };

/** A user who was sent a code. */
async function asked(app: App, attribute = "email") {
  const user = await signedIn(app, UNVERIFIED);
  await requestCode(app, user.access, attribute);
  return { ...user, code: await codeFor(app, user.username) };
}

const isVerified = async (app: App, username: string, attribute = "email") =>
  (await attributesOf(app, username))[`${attribute}_verified`] === "true";

await onEachDatabase(
  (world) => {
    /** Verifies nothing by itself: users ask for their codes. */
    const app = beforehand(() => newApp(world()));

    describe("GetUserAttributeVerificationCode and VerifyUserAttribute", () => {
      test("verify an e-mail address, in a pool that verifies none by itself", async () => {
        const { username, access } = await signedIn(app(), UNVERIFIED);
        const { CodeDeliveryDetails } = await requestCode(app(), access);
        assert.deepEqual(CodeDeliveryDetails, {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: "j***@e***",
        });
        const { to, kind, subject, body, code } = await lastMessageTo(app(), username);
        assert.deepEqual(
          [to, kind, subject],
          ["jane@example.com", "verifyUserAttribute", "Your verification code"],
        );
        assert.match(there(code), /^[0-9]{6}$/);
        assert.equal(body, `Your confirmation code is ${code}`);
        assert.ok(!(await isVerified(app(), username)));

        const { $metadata, ...answer } = await verify(app(), access, there(code));
        assert.deepEqual(answer, {});
        assert.ok(await isVerified(app(), username));
        assert.ok(!(await isVerified(app(), username, "phone_number")));
      });

      test("verify a phone number by SMS", async () => {
        const { username, access } = await signedIn(app(), UNVERIFIED);
        const { CodeDeliveryDetails } = await requestCode(app(), access, "phone_number");
        assert.deepEqual(CodeDeliveryDetails, {
          AttributeName: "phone_number",
          DeliveryMedium: "SMS",
          Destination: "+****0100",
        });
        const { to, medium, body, code } = await lastMessageTo(app(), username);
        assert.deepEqual([to, medium], ["+15550100", "SMS"]);
        assert.equal(body, `Your verification code is ${code}. `);
        await verify(app(), access, there(code), "phone_number");
        assert.ok(await isVerified(app(), username, "phone_number"));
      });

      test("verify once more what is verified already", async () => {
        const verified = { ...UNVERIFIED, email_verified: "true" };
        const { username, access } = await signedIn(app(), verified);
        await requestCode(app(), access);
        await verify(app(), access, await codeFor(app(), username));
        assert.ok(await isVerified(app(), username));
      });

      test("know no attributes but the two", async () => {
        const { access } = await signedIn(app(), UNVERIFIED);
        for (const name of ["nickname", "sub", "Email", "email_verified", "custom:email", "toString"]) {
          await assert.rejects(requestCode(app(), access, name), ONLY_CONTACTS, name);
          await assert.rejects(verify(app(), access, "123456", name), ONLY_CONTACTS, name);
        }
      });

      test("find nothing to verify where there is no address", async () => {
        const { username, access } = await signedIn(app(), {});
        await assert.rejects(
          requestCode(app(), access),
          invalid("User does not have a valid registered email address"),
        );
        await assert.rejects(
          requestCode(app(), access, "phone_number"),
          invalid("User does not have a valid registered phone number"),
        );
        assert.deepEqual(await messagesTo(app(), username), []);
        await assert.rejects(verify(app(), access, "123456"), EXPIRED);
      });

      test("make an address an alias", async () => {
        const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
        const { username, access } = await signedIn(aliased, UNVERIFIED);
        await assert.rejects(signIn(aliased, "jane@example.com"), { name: "UserNotFoundException" });
        await requestCode(aliased, access);
        await verify(aliased, access, await codeFor(aliased, username));
        assert.ok((await signIn(aliased, "jane@example.com")).AuthenticationResult);

        const second = await signedIn(aliased, UNVERIFIED);
        await requestCode(aliased, second.access);
        await assert.rejects(
          verify(aliased, second.access, await codeFor(aliased, second.username)),
          refusal("AliasExistsException", "An account with the email already exists."),
        );
        assert.ok(!(await isVerified(aliased, second.username)));
      });
    });

    describe("a verification code", () => {
      test("counts once", async () => {
        const { access, code } = await asked(app());
        await verify(app(), access, code);
        await assert.rejects(verify(app(), access, code), EXPIRED);
      });

      test("that was never sent is one that expired", async () => {
        const { access } = await signedIn(app(), UNVERIFIED);
        await assert.rejects(verify(app(), access, "123456"), EXPIRED);
      });

      test("that is wrong leaves the right one good", async () => {
        const { username, access, code } = await asked(app());
        await assert.rejects(verify(app(), access, otherCode(code)), MISMATCH);
        assert.ok(!(await isVerified(app(), username)));
        await verify(app(), access, code);
      });

      test("is good for its own user and its own attribute", async () => {
        const { access, code } = await asked(app());
        const other = await asked(app(), "phone_number");
        await assert.rejects(verify(app(), access, code, "phone_number"), EXPIRED);
        await assert.rejects(verify(app(), other.access, other.code), EXPIRED);
        if (code !== other.code) {
          await assert.rejects(verify(app(), other.access, code, "phone_number"), MISMATCH);
        }
        await verify(app(), access, code);
      });

      test("supersedes the one before it", async () => {
        const { username, access, code: first } = await asked(app());
        await requestCode(app(), access);
        const second = await codeFor(app(), username);
        if (first !== second) await assert.rejects(verify(app(), access, first), MISMATCH);
        await verify(app(), access, second);
      });

      test("lives for a day", async () => {
        const late = await asked(app());
        const inTime = await asked(app());
        world().pass(24 * HOUR - 60);
        await verify(app(), (await tokensOf(app(), inTime.username)).access, inTime.code);
        world().pass(60);
        const { access } = await tokensOf(app(), late.username);
        await assert.rejects(verify(app(), access, late.code), EXPIRED);
      });

      test("ends with the fifth wrong answer; another one begins anew", async () => {
        const { username, access, code } = await asked(app());
        for (let tries = 1; tries <= 5; tries++) {
          await assert.rejects(verify(app(), access, otherCode(code)), MISMATCH);
        }
        await assert.rejects(verify(app(), access, code), TOO_OFTEN);
        await requestCode(app(), access);
        await verify(app(), access, await codeFor(app(), username));
      });

      test("is answered fifteen times an hour, right or wrong", async () => {
        const { username, access, code } = await asked(app());
        for (let tries = 1; tries <= 15; tries++) {
          await assert.rejects(verify(app(), access, "123456", "phone_number"), EXPIRED);
        }
        await assert.rejects(verify(app(), access, code), TOO_OFTEN);
        world().pass(HOUR);
        await verify(app(), (await tokensOf(app(), username)).access, code);
      });

      test("is sent five times an hour, and what is refused is not counted", async () => {
        const { username, access } = await signedIn(app(), { email: "jane@example.com" });
        for (let calls = 1; calls <= 6; calls++) {
          await assert.rejects(requestCode(app(), access, "phone_number"), {
            name: "InvalidParameterException",
          });
        }
        for (let calls = 1; calls <= 5; calls++) await requestCode(app(), access);
        await assert.rejects(requestCode(app(), access), TOO_OFTEN);
        assert.equal((await messagesTo(app(), username)).length, 5);
        world().pass(HOUR);
        await requestCode(app(), (await tokensOf(app(), username)).access);
      });

      test("is of no use once its address changed", async () => {
        const { username, access, code } = await asked(app());
        await adminUpdate(app(), username, { email: "new@example.com" });
        await assert.rejects(verify(app(), access, code), EXPIRED);
        assert.ok(!(await isVerified(app(), username)));
      });
    });

    describe("CustomMessage", () => {
      const custom = (name: string) =>
        newApp(world(), { pool: { LambdaConfig: { CustomMessage: functionArn(name) } } });

      test("writes the message, told the client and the request's metadata", async () => {
        const echo = await custom("echo");
        const { username, access } = await signedIn(echo, UNVERIFIED);
        await echo.api.getUserAttributeVerificationCode({
          AccessToken: access,
          AttributeName: "email",
          ClientMetadata: { reason: "asked" },
        });
        const message = await lastMessageTo(echo, username);
        const { triggerSource, callerContext, request } = eventIn(message);
        assert.equal(triggerSource, "CustomMessage_VerifyUserAttribute");
        assert.equal(callerContext["clientId"], echo.clientId);
        assert.deepEqual(request["clientMetadata"], { reason: "asked" });
        await verify(echo, access, there(message.code));
      });

      test("that fails sends no code", async () => {
        const refusing = await custom("refuses");
        const { username, access } = await signedIn(refusing, UNVERIFIED);
        await assert.rejects(
          requestCode(refusing, access),
          refusal("UserLambdaValidationException", "CustomMessage failed with error no mail on Sundays."),
        );
        assert.deepEqual(await messagesTo(refusing, username), []);
      });
    });

    describe("refused before anything else is", () => {
      const both = (access: string, why: ReturnType<typeof refusal>) =>
        Promise.all([
          assert.rejects(requestCode(app(), access, "nickname"), why),
          assert.rejects(verify(app(), access, "123456", "nickname"), why),
        ]);

      test("an access token that is none", async () => {
        await both("nonsense", refusal("NotAuthorizedException", "Invalid Access Token"));
      });

      test("a user who must reset the password", async () => {
        const { username, access } = await signedIn(app(), { ...UNVERIFIED, email_verified: "true" });
        await resetPassword(app(), username);
        await both(access, refusal("PasswordResetRequiredException", "Password reset required for the user"));
      });

      test("a user who was deleted", async () => {
        const { username, access } = await signedIn(app(), UNVERIFIED);
        await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: username });
        await both(access, refusal("UserNotFoundException", "User does not exist."));
      });

      test("a user who is disabled", async () => {
        const { username, access } = await signedIn(app(), UNVERIFIED);
        await app().api.adminDisableUser({ UserPoolId: app().poolId, Username: username });
        await both(access, refusal("NotAuthorizedException", "User is disabled."));
      });
    });
  },
  ...withFunctions,
);
