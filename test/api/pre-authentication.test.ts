/** A PreAuthentication function decides before anything of the user is judged. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  type AppOptions,
  addUser,
  adminSignIn,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  refresh,
  resetPassword,
  signIn,
  TEMPORARY,
  tokensIn,
} from "../support/arrange.ts";
import { attributesOf } from "../support/attributes.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const wrongPassword = refusal("NotAuthorizedException", "Incorrect username or password.");
const noSuchUser = refusal("UserNotFoundException", "User does not exist.");
const QUIET = { quiet: "yes" };

const signInWith = ({ api, clientId }: App, USERNAME: string, ClientMetadata = QUIET, password = PASSWORD) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD: password },
    ClientMetadata,
  });

const srpSignIn = ({ api, poolId, clientId }: App, USERNAME: string) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME, SRP_A: srpClient(poolId).publicValue },
  });

/** What the function `tells-request` was asked. */
async function requestIn(refused: Promise<unknown>): Promise<Record<string, unknown>> {
  const { name, message } = await refused.then(
    () => assert.fail("it was let in"),
    (error: Error) => error,
  );
  assert.equal(name, "UserLambdaValidationException");
  const [, json = ""] = /^PreAuthentication failed with error (\{.*\})\.$/.exec(message) ?? [];
  return JSON.parse(json);
}

await onEachDatabase(
  (world) => {
    const appWith = (name: string, client: AppOptions["client"] = {}) =>
      newApp(world(), { pool: { LambdaConfig: { PreAuthentication: functionArn(name) } }, client });

    describe("a denial", () => {
      test("is the same for a right and a wrong password, through every door", async () => {
        const app = await appWith("refuses");
        const username = await addUser(app);
        const denied = refusal(
          "UserLambdaValidationException",
          "PreAuthentication failed with error no mail on Sundays.",
        );
        for (const password of [PASSWORD, NEW_PASSWORD]) {
          await assert.rejects(signIn(app, username, password), denied);
          await assert.rejects(adminSignIn(app, username, password), denied);
        }
        await assert.rejects(srpSignIn(app, username), denied);
      });

      test("comes before whatever else keeps the user out", async () => {
        const app = await appWith("tells-request");
        const reset = await addUser(app);
        await resetPassword(app, reset);
        const { userAttributes } = await requestIn(signIn(app, reset));
        assert.equal((userAttributes as Record<string, string>)["cognito:user_status"], "RESET_REQUIRED");
        await assert.rejects(
          signInWith(app, reset),
          refusal("PasswordResetRequiredException", "Password reset required for the user"),
        );
        const guessed = await addUser(app);
        for (let guess = 0; guess < 5; guess++) {
          await assert.rejects(signInWith(app, guessed, QUIET, NEW_PASSWORD), wrongPassword);
        }
        await assert.rejects(
          signInWith(app, guessed),
          refusal("NotAuthorizedException", "Password attempts exceeded"),
        );
        assert.ok(await requestIn(signIn(app, guessed)));
      });

      test("does not count as a wrong password", async () => {
        const app = await appWith("tells-request");
        const username = await addUser(app);
        for (let time = 0; time < 6; time++) await requestIn(signIn(app, username, NEW_PASSWORD));
        assert.ok((await signInWith(app, username)).AuthenticationResult);
      });

      test("comes after what the request itself lacks", async () => {
        const app = await appWith("refuses", { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
        const username = await addUser(app);
        await assert.rejects(
          signIn(app, username, ""),
          refusal("InvalidParameterException", "Missing required parameter PASSWORD"),
        );
        await assert.rejects(
          srpSignIn(app, username),
          refusal("InvalidParameterException", "USER_SRP_AUTH is not enabled for the client."),
        );
      });
    });

    describe("the function", () => {
      test("sees the user and the ClientMetadata of the sign-in", async () => {
        const app = await appWith("tells-request");
        const username = await addUser(app, { attributes: { name: "Jane" } });
        const { sub } = await attributesOf(app, username);
        const asked = {
          userAttributes: { sub, "cognito:user_status": "CONFIRMED", name: "Jane" },
          validationData: null,
          userNotFound: false,
        };
        assert.deepEqual(await requestIn(signIn(app, username)), asked);
        assert.deepEqual(await requestIn(adminSignIn(app, username)), asked);
        assert.deepEqual(await requestIn(srpSignIn(app, username)), asked);
        const metadata = { quiet: "no", tenant: "blue" };
        assert.deepEqual(await requestIn(signInWith(app, username, metadata)), {
          ...asked,
          validationData: metadata,
        });
      });

      test("is asked about nobody only where that is concealed", async () => {
        const app = await appWith("tells-request");
        await assert.rejects(signIn(app, "nobody"), noSuchUser);
        await assert.rejects(srpSignIn(app, "nobody"), noSuchUser);
        const concealing = {
          ...app,
          clientId: await newClient(app, { PreventUserExistenceErrors: "ENABLED" }),
        };
        const nobody = { userAttributes: {}, validationData: null, userNotFound: true };
        for (const begin of [signIn, adminSignIn, srpSignIn]) {
          assert.deepEqual(await requestIn(begin(concealing, "nobody")), nobody);
        }
        await assert.rejects(signInWith(concealing, "nobody"), wrongPassword);
      });

      test("is asked neither when a challenge is answered nor when a token is renewed", async () => {
        const app = await appWith("tells-request");
        const username = await addUser(app, { password: null });
        const { Session } = await signInWith(app, username, QUIET, TEMPORARY);
        const answered = await app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
        });
        assert.ok((await refresh(app, tokensIn(answered).refresh)).AuthenticationResult);
      });

      test("may delete the user, who then does not exist", async () => {
        const app = await appWith("deletes-user");
        await assert.rejects(signIn(app, await addUser(app)), noSuchUser);
        const concealing = {
          ...app,
          clientId: await newClient(app, { PreventUserExistenceErrors: "ENABLED" }),
        };
        await assert.rejects(signIn(concealing, await addUser(app)), wrongPassword);
      });

      test("may set another password, which then is the one that counts", async () => {
        const app = await appWith("sets-temporary-password");
        const username = await addUser(app);
        await assert.rejects(signIn(app, username, PASSWORD), wrongPassword);
        assert.equal((await signIn(app, username, TEMPORARY)).ChallengeName, "NEW_PASSWORD_REQUIRED");
      });

      test("must give its event back", async () => {
        const app = await appWith("nothing");
        await assert.rejects(
          signIn(app, await addUser(app)),
          refusal("InvalidLambdaResponseException", "Invalid lambda function output : Invalid JSON"),
        );
      });
    });
  },
  ...withFunctions,
);
