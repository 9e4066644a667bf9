/** What becomes of a user's status, operation by operation: a story for each row of the service's transition table. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { UserStatusType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  messagesTo,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  outcomes,
  PASSWORD,
  refresh,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
  tokensOf,
} from "../support/arrange.ts";
import { attributesOf } from "../support/attributes.ts";
import { functionArn } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { confirm, confirmAsAdmin, signUp } from "../support/sign-up.ts";

const DAY = 86_400;
const notAuthorized = (message: string) => refusal("NotAuthorizedException", message);
const fired = (trigger: string, source: string) =>
  refusal("UserLambdaValidationException", `${trigger} failed with error ${source}.`);

let people = 0;
const newName = (): string => `person-${++people}`;

const setPassword = ({ api, poolId }: App, username: string, Password: string, Permanent?: boolean) =>
  api.adminSetUserPassword({ UserPoolId: poolId, Username: username, Password, Permanent });

/** Brings users into each status that can be reached. */
const BORN: Readonly<
  Record<
    "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED",
    (app: App) => Promise<string>
  >
> = {
  UNCONFIRMED: async (app) => (await signUp(app)).username,
  CONFIRMED: (app) => addUser(app),
  FORCE_CHANGE_PASSWORD: (app) => addUser(app, { password: null }),
  async RESET_REQUIRED(app) {
    const username = await addUser(app);
    await resetPassword(app, username);
    return username;
  },
};

const STATUSES = Object.keys(BORN) as (keyof typeof BORN)[];

await onEachDatabase(
  (world) => {
    const app = beforehand(() => newApp(world(), { pool: { AutoVerifiedAttributes: ["email"] } }));
    const appWith = (LambdaConfig: Readonly<Record<string, string>>) =>
      newApp(world(), { pool: { AutoVerifiedAttributes: ["email"], LambdaConfig } });

    const isNow = async (username: string, status: UserStatusType, of: App = app()) =>
      assert.equal(await statusOf(of, username), status);

    describe("SignUp", () => {
      test("makes an UNCONFIRMED user and sends a code", async () => {
        const { username, ...answer } = await signUp(app());
        await isNow(username, "UNCONFIRMED");
        assert.equal(answer.UserConfirmed, false);
        assert.equal(answer.UserSub, (await attributesOf(app(), username))["sub"]);
        assert.deepEqual(answer.CodeDeliveryDetails, {
          AttributeName: "email",
          DeliveryMedium: "EMAIL",
          Destination: "j***@e***",
        });
        assert.equal((await messagesTo(app(), username)).length, 1);
      });

      test("sends none where the attribute is not given", async () => {
        const { username, ...answer } = await signUp(app(), { attributes: {} });
        await isNow(username, "UNCONFIRMED");
        assert.equal(answer.CodeDeliveryDetails, undefined);
        assert.deepEqual(await messagesTo(app(), username), []);
      });

      test("sends none in a pool that verifies nothing", async () => {
        const silent = await newApp(world());
        const { username, ...answer } = await signUp(silent);
        await isNow(username, "UNCONFIRMED", silent);
        assert.equal(answer.CodeDeliveryDetails, undefined);
        assert.deepEqual(await messagesTo(silent, username), []);
      });

      test("makes a CONFIRMED one where PreSignUp says so, verified and without a code", async () => {
        const quick = await appWith({ PreSignUp: functionArn("confirms-at-once") });
        const { username, ...answer } = await signUp(quick);
        await isNow(username, "CONFIRMED", quick);
        assert.equal(answer.UserConfirmed, true);
        assert.equal((await attributesOf(quick, username))["email_verified"], "true");
        assert.deepEqual(await messagesTo(quick, username), []);
        assert.ok((await signIn(quick, username)).AuthenticationResult);
      });

      test("then calls PostConfirmation, whose refusal leaves the user CONFIRMED", async () => {
        const quick = await appWith({
          PreSignUp: functionArn("confirms-at-once"),
          PostConfirmation: functionArn("names-its-source"),
        });
        const username = newName();
        await assert.rejects(
          signUp(quick, { username }),
          fired("PostConfirmation", "PostConfirmation_ConfirmSignUp"),
        );
        await isNow(username, "CONFIRMED", quick);
      });
    });

    describe("ConfirmSignUp", () => {
      test("makes UNCONFIRMED CONFIRMED, and verifies where the code went", async () => {
        const { username } = await signUp(app());
        await confirm(app(), username, await codeFor(app(), username));
        await isNow(username, "CONFIRMED");
        assert.equal((await attributesOf(app(), username))["email_verified"], "true");
      });

      test("then calls PostConfirmation, whose refusal leaves the user CONFIRMED", async () => {
        const watched = await appWith({ PostConfirmation: functionArn("names-its-source") });
        const { username } = await signUp(watched);
        await assert.rejects(
          confirm(watched, username, await codeFor(watched, username)),
          fired("PostConfirmation", "PostConfirmation_ConfirmSignUp"),
        );
        await isNow(username, "CONFIRMED", watched);
      });

      test("refuses a user who is confirmed already", async () => {
        const { username } = await signUp(app());
        const code = await codeFor(app(), username);
        await confirm(app(), username, code);
        await assert.rejects(
          confirm(app(), username, code),
          notAuthorized("User cannot be confirmed. Current status is CONFIRMED"),
        );
      });
    });

    describe("AdminConfirmSignUp", () => {
      test("makes UNCONFIRMED CONFIRMED, and verifies nothing", async () => {
        const { username } = await signUp(app());
        await confirmAsAdmin(app(), username);
        await isNow(username, "CONFIRMED");
        assert.notEqual((await attributesOf(app(), username))["email_verified"], "true");
      });

      test("then calls PostConfirmation, whose refusal leaves the user CONFIRMED", async () => {
        const watched = await appWith({ PostConfirmation: functionArn("names-its-source") });
        const { username } = await signUp(watched);
        await assert.rejects(
          confirmAsAdmin(watched, username),
          fired("PostConfirmation", "PostConfirmation_ConfirmSignUp"),
        );
        await isNow(username, "CONFIRMED", watched);
      });

      for (const status of STATUSES.filter((name) => name !== "UNCONFIRMED")) {
        test(`refuses a user who is ${status}`, async () => {
          const username = await BORN[status](app());
          await assert.rejects(
            confirmAsAdmin(app(), username),
            notAuthorized(`User cannot be confirmed. Current status is ${status}`),
          );
          await isNow(username, status);
        });
      }
    });

    describe("AdminCreateUser", () => {
      const invite = ({ api, poolId }: App, username: string, more: object = {}) =>
        api.adminCreateUser({
          UserPoolId: poolId,
          Username: username,
          UserAttributes: attributeList({ email: "jane@example.com" }),
          DesiredDeliveryMediums: ["EMAIL"],
          ...more,
        });

      test("makes a FORCE_CHANGE_PASSWORD user and invites", async () => {
        const username = newName();
        await invite(app(), username);
        await isNow(username, "FORCE_CHANGE_PASSWORD");
        const password = await codeFor(app(), username);
        assert.equal((await signIn(app(), username, password)).ChallengeName, "NEW_PASSWORD_REQUIRED");
      });

      test("invites nobody with SUPPRESS", async () => {
        const username = newName();
        await invite(app(), username, { MessageAction: "SUPPRESS" });
        await isNow(username, "FORCE_CHANGE_PASSWORD");
        assert.deepEqual(await messagesTo(app(), username), []);
      });

      test("makes a CONFIRMED user without a password where the pool signs in by codes", async () => {
        const passwordless = await newApp(world(), {
          pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
        });
        const username = newName();
        await invite(passwordless, username);
        await isNow(username, "CONFIRMED", passwordless);
      });

      test("with RESEND leaves the status, gives another password and starts its time anew", async () => {
        const username = newName();
        await invite(app(), username);
        const first = await codeFor(app(), username);
        world().pass(6 * DAY);
        await invite(app(), username, { MessageAction: "RESEND" });
        await isNow(username, "FORCE_CHANGE_PASSWORD");
        const second = await codeFor(app(), username);
        world().pass(6 * DAY);
        await assert.rejects(
          signIn(app(), username, first),
          notAuthorized("Incorrect username or password."),
        );
        assert.equal((await signIn(app(), username, second)).ChallengeName, "NEW_PASSWORD_REQUIRED");
      });
    });

    describe("NEW_PASSWORD_REQUIRED", () => {
      const answer = async (of: App, username: string) => {
        const { Session } = await signIn(of, username, TEMPORARY);
        return of.api.respondToAuthChallenge({
          ClientId: of.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
        });
      };

      test("answered makes FORCE_CHANGE_PASSWORD CONFIRMED", async () => {
        const username = await addUser(app(), { password: null });
        assert.ok((await answer(app(), username)).AuthenticationResult);
        await isNow(username, "CONFIRMED");
      });

      test("stays answered where PostAuthentication then refuses", async () => {
        const watched = await appWith({ PostAuthentication: functionArn("names-its-source") });
        const username = await addUser(watched, { password: null });
        await assert.rejects(
          answer(watched, username),
          fired("PostAuthentication", "PostAuthentication_Authentication"),
        );
        await isNow(username, "CONFIRMED", watched);
      });
    });

    describe("AdminSetUserPassword", () => {
      for (const status of STATUSES) {
        test(`with Permanent makes ${status} CONFIRMED, without a message`, async () => {
          const username = await BORN[status](app());
          const before = (await messagesTo(app(), username)).length;
          await setPassword(app(), username, NEW_PASSWORD, true);
          await isNow(username, "CONFIRMED");
          assert.equal((await messagesTo(app(), username)).length, before);
          assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
        });

        test(`else makes ${status} FORCE_CHANGE_PASSWORD, for seven days`, async () => {
          const username = await BORN[status](app());
          await setPassword(app(), username, TEMPORARY);
          await isNow(username, "FORCE_CHANGE_PASSWORD");
          assert.equal((await signIn(app(), username, TEMPORARY)).ChallengeName, "NEW_PASSWORD_REQUIRED");
          world().pass(7 * DAY);
          await assert.rejects(
            signIn(app(), username, TEMPORARY),
            notAuthorized("Temporary password has expired and must be reset by an administrator."),
          );
        });
      }
    });

    describe("AdminResetUserPassword", () => {
      for (const status of ["CONFIRMED", "RESET_REQUIRED"] as const) {
        test(`makes ${status} RESET_REQUIRED, and sends a code`, async () => {
          const username = await BORN[status](app());
          const before = (await messagesTo(app(), username)).length;
          await resetPassword(app(), username);
          await isNow(username, "RESET_REQUIRED");
          assert.equal((await messagesTo(app(), username)).length, before + 1);
        });
      }

      for (const status of ["UNCONFIRMED", "FORCE_CHANGE_PASSWORD"] as const) {
        test(`refuses ${status}`, async () => {
          const username = await BORN[status](app());
          await assert.rejects(
            resetPassword(app(), username),
            notAuthorized("User password cannot be reset in the current state."),
          );
          await isNow(username, status);
        });
      }
    });

    describe("ForgotPassword", () => {
      for (const status of ["CONFIRMED", "RESET_REQUIRED"] as const) {
        test(`leaves ${status}, and sends a code that makes CONFIRMED`, async () => {
          const username = await BORN[status](app());
          await forgot(app(), username);
          await isNow(username, status);
          await confirmReset(app(), username, await codeFor(app(), username));
          await isNow(username, "CONFIRMED");
        });
      }

      test("ends with PostConfirmation, whose refusal leaves the new password", async () => {
        const watched = await appWith({ PostConfirmation: functionArn("names-its-source") });
        const username = await addUser(watched);
        await forgot(watched, username);
        await assert.rejects(
          confirmReset(watched, username, await codeFor(watched, username)),
          fired("PostConfirmation", "PostConfirmation_ConfirmForgotPassword"),
        );
        await isNow(username, "CONFIRMED", watched);
        assert.ok((await signIn(watched, username, NEW_PASSWORD)).AuthenticationResult);
      });
    });

    test("ChangePassword leaves CONFIRMED, and every token good", async () => {
      const username = await addUser(app());
      const tokens = await tokensOf(app(), username);
      await app().api.changePassword({
        AccessToken: tokens.access,
        PreviousPassword: PASSWORD,
        ProposedPassword: NEW_PASSWORD,
      });
      await isNow(username, "CONFIRMED");
      assert.equal((await app().api.getUser({ AccessToken: tokens.access })).Username, username);
      assert.ok((await refresh(app(), tokens.refresh)).AuthenticationResult);
    });

    describe("a migration function", () => {
      test("makes a user CONFIRMED, whose password the policy is not asked about", async () => {
        const moving = await appWith({ UserMigration: functionArn("migrates") });
        const username = newName();
        assert.ok((await signIn(moving, username, "old password")).AuthenticationResult);
        await isNow(username, "CONFIRMED", moving);
      });

      test("makes a user RESET_REQUIRED where it says nothing else", async () => {
        const moving = await appWith({ UserMigration: functionArn("migrates") });
        const username = `new-${newName()}`;
        await assert.rejects(
          signIn(moving, username, "old password"),
          refusal("PasswordResetRequiredException", "Password reset required for the user"),
        );
        await isNow(username, "RESET_REQUIRED", moving);
      });
    });

    describe("AdminDisableUser and AdminEnableUser", () => {
      for (const status of STATUSES) {
        test(`leave ${status}`, async () => {
          const username = await BORN[status](app());
          const whom = { UserPoolId: app().poolId, Username: username };
          await app().api.adminDisableUser(whom);
          assert.equal((await app().api.adminGetUser(whom)).Enabled, false);
          await isNow(username, status);
          await assert.rejects(signIn(app(), username), notAuthorized("User is disabled."));
          await app().api.adminEnableUser(whom);
          assert.equal((await app().api.adminGetUser(whom)).Enabled, true);
          await isNow(username, status);
        });
      }
    });

    describe("deletion", () => {
      const gone = refusal("UserNotFoundException", "User does not exist.");

      for (const status of STATUSES) {
        test(`by AdminDeleteUser ends ${status}`, async () => {
          const username = await BORN[status](app());
          await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: username });
          await assert.rejects(statusOf(app(), username), gone);
        });
      }

      test("by DeleteUser ends the user, and the tokens with it", async () => {
        const username = await addUser(app());
        const tokens = await tokensOf(app(), username);
        await app().api.deleteUser({ AccessToken: tokens.access });
        await assert.rejects(statusOf(app(), username), gone);
        const later = [app().api.getUser({ AccessToken: tokens.access }), refresh(app(), tokens.refresh)];
        const { kept, refusals } = await outcomes(later);
        assert.equal(kept, 0);
        assert.deepEqual(refusals, Array(2).fill("UserNotFoundException: User does not exist."));
      });
    });
  },
  "--functions",
  join(import.meta.dirname, "functions"),
);
