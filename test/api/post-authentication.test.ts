/** A PostAuthentication function is called once everything is proved, and may still refuse the tokens. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type App,
  addUser,
  adminSignIn,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  PASSWORD,
  signIn,
  statusOf,
  TEMPORARY,
} from "../support/arrange.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const METADATA = { tenant: "blue" };

/** What the function `tells-request` was asked. */
async function requestIn(refused: Promise<unknown>): Promise<Record<string, unknown>> {
  const { name, message } = await refused.then(
    () => assert.fail("it was let in"),
    (error: Error) => error,
  );
  assert.equal(name, "UserLambdaValidationException");
  const [, json = ""] = /^PostAuthentication failed with error (\{.*\})\.$/.exec(message) ?? [];
  return JSON.parse(json);
}

async function answerSrp({ api, poolId, clientId }: App, USERNAME: string) {
  const srp = srpClient(poolId);
  const { ChallengeName, ChallengeParameters } = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME, SRP_A: srp.publicValue },
    ClientMetadata: { of: "another request" },
  });
  return api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName,
    ChallengeResponses: srp.answer(ChallengeParameters, PASSWORD),
    ClientMetadata: METADATA,
  });
}

async function setNewPassword({ api, clientId, ...app }: App, username: string) {
  const { Session } = await signIn({ api, clientId, ...app }, username, TEMPORARY);
  return api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
    ClientMetadata: METADATA,
  });
}

await onEachDatabase(
  (world) => {
    const appWith = (name: string) =>
      newApp(world(), { pool: { LambdaConfig: { PostAuthentication: functionArn(name) } } });

    test("it sees the user, and the ClientMetadata of an answer but not of a beginning", async () => {
      const app = await appWith("tells-request");
      const username = await addUser(app, { attributes: { name: "Jane" } });
      const { userAttributes, ...rest } = await requestIn(signIn(app, username));
      const { sub, ...attributes } = userAttributes as Record<string, string>;
      assert.ok(sub);
      assert.deepEqual(attributes, { "cognito:user_status": "CONFIRMED", name: "Jane" });
      assert.deepEqual(rest, { newDeviceUsed: false });
      assert.deepEqual(await requestIn(adminSignIn(app, username)), { userAttributes, newDeviceUsed: false });
      assert.deepEqual(await requestIn(answerSrp(app, username)), {
        userAttributes,
        newDeviceUsed: false,
        clientMetadata: METADATA,
      });
    });

    test("it is called for a right password alone", async () => {
      const app = await appWith("refuses");
      const username = await addUser(app);
      await assert.rejects(
        signIn(app, username, NEW_PASSWORD),
        refusal("NotAuthorizedException", "Incorrect username or password."),
      );
      await assert.rejects(
        signIn(app, username),
        refusal("UserLambdaValidationException", "PostAuthentication failed with error no mail on Sundays."),
      );
    });

    test("it is not called before a temporary password is replaced, and the new one stands if it refuses", async () => {
      const app = await appWith("tells-request");
      const username = await addUser(app, { password: null });
      const { userAttributes, clientMetadata } = await requestIn(setNewPassword(app, username));
      assert.equal((userAttributes as Record<string, string>)["cognito:user_status"], "CONFIRMED");
      assert.deepEqual(clientMetadata, METADATA);
      assert.equal(await statusOf(app, username), "CONFIRMED");
      assert.ok(await requestIn(signIn(app, username, NEW_PASSWORD)));
    });

    test("what it does to the user counts", async () => {
      const deleting = await appWith("deletes-user");
      await assert.rejects(
        signIn(deleting, await addUser(deleting)),
        refusal("UserNotFoundException", "User does not exist."),
      );
      const resetting = await appWith("sets-temporary-password");
      await assert.rejects(
        signIn(resetting, await addUser(resetting)),
        refusal("NotAuthorizedException", "Incorrect username or password."),
      );
    });

    test("a sign-in that it lets pass gets tokens", async () => {
      const app = await appWith("unchanged");
      assert.ok((await signIn(app, await addUser(app))).AuthenticationResult?.AccessToken);
      const temporary = await addUser(app, { password: null });
      assert.ok((await setNewPassword(app, temporary)).AuthenticationResult?.AccessToken);
    });
  },
  ...withFunctions,
);
