import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AdminCreateUserRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  byName,
  codeFor,
  lastMessageTo,
  messagesTo,
  newApp,
  onEachDatabase,
  PASSWORD,
  resetPassword,
  signIn,
  TEMPORARY,
  there,
} from "../support/arrange.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { confirmAsAdmin, signUp, userNamed } from "../support/sign-up.ts";

const DAY = 86_400;
const EMAIL = "jane@example.com";
const PHONE = "+15555550100";
const ANOTHER = "An0ther-Temporary!";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const notPossible = (name: string) =>
  refusal(
    "UnsupportedUserStateException",
    `Resend not possible. ${name} status is not FORCE_CHANGE_PASSWORD`,
  );

await onEachDatabase(
  (world) => {
    const app = beforehand(() => newApp(world()));
    const resend = async (
      username: string,
      request: Partial<AdminCreateUserRequest> = {},
      { api, poolId }: App = app(),
    ) => {
      const { User } = await api.adminCreateUser({
        UserPoolId: poolId,
        Username: username,
        MessageAction: "RESEND",
        DesiredDeliveryMediums: ["EMAIL"],
        ...request,
      });
      return there(User);
    };
    const invited = (at: App = app(), attributes: Readonly<Record<string, string>> = { email: EMAIL }) =>
      addUser(at, { password: null, attributes });
    const isAsked = async (username: string, password: string, at: App = app()) =>
      assert.equal((await signIn(at, username, password)).ChallengeName, "NEW_PASSWORD_REQUIRED");

    describe("another invitation", () => {
      test("carries a password of its own, and the one before is no good", async () => {
        const username = await invited();
        const user = await resend(username);
        assert.equal(user.Username, username);
        assert.equal(user.UserStatus, "FORCE_CHANGE_PASSWORD");
        assert.equal(byName(user.Attributes)["email"], EMAIL);
        const [message, ...others] = await messagesTo(app(), username);
        assert.deepEqual(others, []);
        assert.equal(message?.kind, "invitation");
        assert.equal(
          message.body,
          `Your username is ${username} and temporary password is ${message.code}. `,
        );
        await assert.rejects(signIn(app(), username, TEMPORARY), wrong);
        await isAsked(username, there(message.code));
      });

      test("carries the password that is given, if it keeps the policy", async () => {
        const username = await invited();
        await assert.rejects(
          resend(username, { TemporaryPassword: "weak" }),
          refusal(
            "InvalidPasswordException",
            "Password did not conform with password policy: Password not long enough",
          ),
        );
        await isAsked(username, TEMPORARY);
        await resend(username, { TemporaryPassword: ANOTHER });
        assert.equal(await codeFor(app(), username), ANOTHER);
        await isAsked(username, ANOTHER);
      });

      test("is good for as long as the first was", async () => {
        const username = await invited();
        world().pass(8 * DAY);
        await assert.rejects(
          signIn(app(), username, TEMPORARY),
          refusal(
            "NotAuthorizedException",
            "Temporary password has expired and must be reset by an administrator.",
          ),
        );
        await resend(username, { TemporaryPassword: TEMPORARY });
        world().pass(6 * DAY);
        await isAsked(username, TEMPORARY);
        world().pass(DAY);
        await assert.rejects(signIn(app(), username, TEMPORARY), { name: "NotAuthorizedException" });
      });

      test("goes by what is asked for, each of which has to be there", async () => {
        const username = await invited(app(), { email: EMAIL, phone_number: PHONE });
        const mediumsOf = async () => {
          const messages = await messagesTo(app(), username);
          await fetch(world().inboxUrl, { method: "DELETE" });
          return messages.map(({ medium }) => medium).sort();
        };
        await resend(username, { DesiredDeliveryMediums: ["SMS"] });
        assert.deepEqual(await mediumsOf(), ["SMS"]);
        await resend(username, { DesiredDeliveryMediums: undefined });
        assert.deepEqual(await mediumsOf(), ["SMS"]);
        await resend(username, { DesiredDeliveryMediums: ["SMS", "EMAIL"] });
        assert.deepEqual(await mediumsOf(), ["EMAIL", "SMS"]);
        const mailOnly = await invited();
        await assert.rejects(
          resend(mailOnly, { DesiredDeliveryMediums: ["SMS"] }),
          refusal(
            "InvalidParameterException",
            "The phone_number attribute is required to deliver the invitation by SMS.",
          ),
        );
        await isAsked(mailOnly, TEMPORARY);
      });

      test("changes nothing else of the user", async () => {
        const username = await invited();
        const { attributes } = await userNamed(app(), username);
        await resend(username, {
          UserAttributes: attributeList({ email: "else@example.com", name: "Jane" }),
          ForceAliasCreation: true,
        });
        assert.deepEqual((await userNamed(app(), username)).attributes, attributes);
        assert.equal((await lastMessageTo(app(), username)).to, EMAIL);
      });

      test("ends what was begun with the password before, and a lock-out", async () => {
        const username = await invited();
        const { Session } = await signIn(app(), username, TEMPORARY);
        for (let tries = 1; tries <= 5; tries++) {
          await assert.rejects(signIn(app(), username, "wrong"), { name: "NotAuthorizedException" });
        }
        await resend(username, { TemporaryPassword: TEMPORARY });
        await assert.rejects(
          app().api.respondToAuthChallenge({
            ClientId: app().clientId,
            ChallengeName: "NEW_PASSWORD_REQUIRED",
            Session,
            ChallengeResponses: { USERNAME: username, NEW_PASSWORD: PASSWORD },
          }),
          { name: "NotAuthorizedException" },
        );
        await isAsked(username, TEMPORARY);
      });

      test("finds the user by the address that signs in", async () => {
        const byMail = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
        const username = await addUser(byMail, { username: EMAIL, attributes: {}, password: null });
        assert.equal((await resend(EMAIL, {}, byMail)).Username, username);
        const { body, code } = await lastMessageTo(byMail, username);
        assert.equal(body, `Your username is ${EMAIL} and temporary password is ${code}. `);
        await isAsked(EMAIL, there(code), byMail);
      });
    });

    describe("is not possible", () => {
      test("for nobody", async () => {
        await assert.rejects(resend("nobody"), refusal("UserNotFoundException", "User does not exist."));
      });

      test("for who has a password, must reset it, or signed up", async () => {
        const confirmed = await addUser(app());
        await assert.rejects(resend(confirmed), notPossible(confirmed));
        await resetPassword(app(), confirmed);
        await assert.rejects(resend(confirmed), notPossible(confirmed));
        const { username } = await signUp(app());
        await assert.rejects(resend(username), notPossible(username));
        await confirmAsAdmin(app(), username);
        await assert.rejects(resend(username), notPossible(username));
        assert.ok((await signIn(app(), username)).AuthenticationResult, "nothing was changed");
      });

      test("for who was made without a password", async () => {
        const passwordless = await newApp(world(), {
          pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
        });
        await passwordless.api.adminCreateUser({
          UserPoolId: passwordless.poolId,
          Username: "jane",
          UserAttributes: attributeList({ email: EMAIL }),
        });
        await assert.rejects(resend("jane", {}, passwordless), notPossible("jane"));
        const keyed = await invited(passwordless);
        await resend(keyed, {}, passwordless);
        await isAsked(keyed, await codeFor(passwordless, keyed), passwordless);
      });
    });

    describe("with functions", () => {
      test("calls CustomMessage, and not PreSignUp", async () => {
        const custom = await newApp(world(), {
          pool: { LambdaConfig: { CustomMessage: functionArn("echo") } },
        });
        const username = await invited(custom);
        await resend(username, { ClientMetadata: { reason: "lost" } }, custom);
        const event = eventIn(await lastMessageTo(custom, username));
        assert.equal(event.triggerSource, "CustomMessage_AdminCreateUser");
        assert.deepEqual(event.request["clientMetadata"], { reason: "lost" });
        const picky = await newApp(world(), {
          pool: { LambdaConfig: { PreSignUp: functionArn("makes-room") } },
        });
        const guest = await invited(picky);
        await picky.api.adminGetUser({ UserPoolId: picky.poolId, Username: guest });
        await resend(guest, {}, picky);
        assert.equal((await messagesTo(picky, guest)).length, 1);
      });

      test("leaves the password before good where CustomMessage fails", async () => {
        const custom = await newApp(world(), {
          pool: { LambdaConfig: { CustomMessage: functionArn("refuses-metadata") } },
        });
        const username = await invited(custom);
        await assert.rejects(resend(username, { ClientMetadata: { any: "thing" } }, custom), {
          name: "UserLambdaValidationException",
        });
        await isAsked(username, TEMPORARY, custom);
      });
    });
  },
  ...withFunctions,
);
