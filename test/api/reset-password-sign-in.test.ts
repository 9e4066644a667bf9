import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  adminSignIn,
  beforehand,
  byName,
  codeFor,
  confirmReset,
  lastMessageTo,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { type SrpClient, srpClient } from "../support/srp-client.ts";

const resetRequired = refusal("PasswordResetRequiredException", "Password reset required for the user");
const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");

const beginSrp = async ({ api, clientId, poolId }: App, username: string) => {
  const srp = srpClient(poolId);
  const { ChallengeName, ChallengeParameters } = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });
  assert.equal(ChallengeName, "PASSWORD_VERIFIER");
  return { srp, parameters: there(ChallengeParameters) };
};

interface Begun {
  readonly srp: SrpClient;
  readonly parameters: Record<string, string>;
}

const endSrp = ({ api, clientId }: App, { srp, parameters }: Begun, password: string) =>
  api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: srp.answer(parameters, password),
  });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const resetUser = async (at: App = app()) => {
    const username = await addUser(at);
    await resetPassword(at, username);
    return username;
  };

  describe("until another password is set", () => {
    test("a wrong SRP proof tells no less than a right one", async () => {
      const username = await resetUser();
      for (const password of [PASSWORD, "wrong", NEW_PASSWORD]) {
        await assert.rejects(endSrp(app(), await beginSrp(app(), username), password), resetRequired);
      }
    });

    test("every door of an administrator is closed", async () => {
      const username = await addUser(app());
      const { refresh: token } = await tokensOf(app(), username);
      await resetPassword(app(), username);
      const ask = { UserPoolId: app().poolId, ClientId: app().clientId };
      for (const AuthFlow of ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] as const) {
        const AuthParameters = { USERNAME: username, PASSWORD };
        await assert.rejects(
          app().api.adminInitiateAuth({ ...ask, AuthFlow, AuthParameters }),
          resetRequired,
        );
      }
      for (const AuthFlow of ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"] as const) {
        const AuthParameters = { REFRESH_TOKEN: there(token) };
        await assert.rejects(
          app().api.adminInitiateAuth({ ...ask, AuthFlow, AuthParameters }),
          resetRequired,
        );
        await assert.rejects(
          app().api.initiateAuth({ ClientId: app().clientId, AuthFlow, AuthParameters }),
          resetRequired,
        );
      }
    });

    test("any name of the user is refused alike", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      const username = await resetUser(aliased);
      for (const name of [username, "jane@example.com"]) {
        await assert.rejects(signIn(aliased, name), resetRequired);
      }
    });

    test("guesses lock nobody out", async () => {
      const username = await resetUser();
      for (let tries = 1; tries <= 7; tries++)
        await assert.rejects(signIn(app(), username, `${tries}`), resetRequired);
      await confirmReset(app(), username, await codeFor(app(), username));
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("who is locked out learns of the reset, and is let in by the new password", async () => {
      const username = await addUser(app());
      for (let tries = 1; tries <= 6; tries++) {
        await assert.rejects(signIn(app(), username, "wrong"), { name: "NotAuthorizedException" });
      }
      await resetPassword(app(), username);
      await assert.rejects(signIn(app(), username), resetRequired);
      await confirmReset(app(), username, await codeFor(app(), username));
      assert.ok((await adminSignIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("an administrator may set one", async () => {
      const username = await resetUser();
      const set = { UserPoolId: app().poolId, Username: username };
      await app().api.adminSetUserPassword({ ...set, Password: NEW_PASSWORD, Permanent: true });
      assert.equal(await statusOf(app(), username), "CONFIRMED");
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);

      await resetPassword(app(), username);
      await app().api.adminSetUserPassword({ ...set, Password: TEMPORARY });
      assert.equal((await signIn(app(), username, TEMPORARY)).ChallengeName, "NEW_PASSWORD_REQUIRED");
    });

    test("a client that conceals users tells so by SRP, too", async () => {
      const username = await resetUser();
      const clientId = await newClient(app(), { PreventUserExistenceErrors: "ENABLED" });
      const concealing = { ...app(), clientId };
      await assert.rejects(endSrp(concealing, await beginSrp(concealing, username), PASSWORD), resetRequired);
    });

    test("nobody else of the pool notices", async () => {
      const other = await addUser(app());
      await resetUser();
      assert.ok((await signIn(app(), other)).AuthenticationResult);
    });
  });

  describe("once another password is set", () => {
    test("SRP proves the new one, and no longer the old one", async () => {
      const username = await resetUser();
      await confirmReset(app(), username, await codeFor(app(), username));
      const { AuthenticationResult } = await endSrp(app(), await beginSrp(app(), username), NEW_PASSWORD);
      assert.ok(AuthenticationResult);
      await assert.rejects(endSrp(app(), await beginSrp(app(), username), PASSWORD), wrong);
    });

    test("an SRP sign-in that began before the reset has ended", async () => {
      const username = await addUser(app());
      const before = await beginSrp(app(), username);
      await resetPassword(app(), username);
      const meanwhile = await beginSrp(app(), username);
      await confirmReset(app(), username, await codeFor(app(), username), PASSWORD);
      for (const begun of [before, meanwhile]) await assert.rejects(endSrp(app(), begun, PASSWORD), wrong);
      assert.ok((await endSrp(app(), await beginSrp(app(), username), PASSWORD)).AuthenticationResult);
    });

    test("who signs in by an address is known by it throughout", async () => {
      const mailed = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
      const username = await addUser(mailed, {
        username: "jane@example.com",
        attributes: { email: "jane@example.com", email_verified: "true" },
      });
      await resetPassword(mailed, "jane@example.com");
      const { to, code } = await lastMessageTo(mailed, username);
      assert.equal(to, "jane@example.com");
      await confirmReset(mailed, "jane@example.com", there(code));
      const { access } = tokensIn(await signIn(mailed, "jane@example.com", NEW_PASSWORD));
      assert.equal((await mailed.api.getUser({ AccessToken: access })).Username, username);
    });

    test("the user's attributes are what they were", async () => {
      const attributes = { email: "jane@example.com", email_verified: "true", nickname: "Jay" };
      const username = await addUser(app(), { attributes });
      await resetPassword(app(), username);
      await confirmReset(app(), username, await codeFor(app(), username));
      const { UserAttributes } = await app().api.adminGetUser({
        UserPoolId: app().poolId,
        Username: username,
      });
      const { sub, ...others } = byName(UserAttributes);
      assert.deepEqual(others, attributes);
    });
  });
});
