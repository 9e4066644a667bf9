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
  newApp,
  onEachDatabase,
  outcomes,
  PASSWORD,
  refresh,
  signIn,
  TEMPORARY,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const disabled = refusal("NotAuthorizedException", "User is disabled.");
const nobody = refusal("UserNotFoundException", "User does not exist.");

const named = ({ poolId }: App, Username: string) => ({ UserPoolId: poolId, Username });
const disable = async (app: App, username: string): Promise<object> => {
  const { $metadata: _, ...answer } = await app.api.adminDisableUser(named(app, username));
  return answer;
};
const enable = async (app: App, username: string): Promise<object> => {
  const { $metadata: _, ...answer } = await app.api.adminEnableUser(named(app, username));
  return answer;
};

async function signInBySrp({ api, poolId, clientId }: App, username: string) {
  const srp = srpClient(poolId);
  const { ChallengeName, ChallengeParameters } = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });
  return api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName,
    ChallengeResponses: srp.answer(ChallengeParameters, PASSWORD),
  });
}

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  /** A signed-in user, then disabled. */
  async function disabledUser() {
    const username = await addUser(app());
    const tokens = await tokensOf(app(), username);
    await disable(app(), username);
    return { username, ...tokens };
  }

  describe("AdminDisableUser", () => {
    test("keeps the user from signing in, by every flow", async () => {
      const { username } = await disabledUser();
      for (const attempt of [signIn, adminSignIn, signInBySrp]) {
        await assert.rejects(attempt(app(), username), disabled);
      }
    });

    test("ends what the user's tokens are good for", async () => {
      const { access, refresh: token } = await disabledUser();
      await assert.rejects(app().api.getUser({ AccessToken: access }), disabled);
      await assert.rejects(app().api.globalSignOut({ AccessToken: access }), disabled);
      await assert.rejects(app().api.deleteUser({ AccessToken: access }), disabled);
      await assert.rejects(refresh(app(), token), disabled);
    });

    test("keeps the user from recovering the password", async () => {
      const username = await addUser(app());
      await app().api.forgotPassword({ ClientId: app().clientId, Username: username });
      const code = await codeFor(app(), username);
      await disable(app(), username);
      await assert.rejects(
        app().api.forgotPassword({ ClientId: app().clientId, Username: username }),
        disabled,
      );
      await assert.rejects(confirmReset(app(), username, code), disabled);
    });

    test("stops a sign-in that has begun", async () => {
      const username = await addUser(app(), { password: null });
      const { ChallengeName, Session } = await signIn(app(), username, TEMPORARY);
      await disable(app(), username);
      await assert.rejects(
        app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD: PASSWORD },
        }),
        disabled,
      );
    });

    test("leaves the user to be read, listed and changed by administrators", async () => {
      const { username } = await disabledUser();
      const read = await app().api.adminGetUser(named(app(), username));
      assert.equal(read.Enabled, false);
      assert.equal(read.UserStatus, "CONFIRMED");
      assert.equal(byName(read.UserAttributes)["email"], "jane@example.com");
      const { Users } = await app().api.listUsers({
        UserPoolId: app().poolId,
        Filter: `username = "${username}"`,
      });
      assert.deepEqual(
        Users?.map(({ Username, Enabled }) => ({ Username, Enabled })),
        [{ Username: username, Enabled: false }],
      );
      await app().api.adminSetUserPassword({
        ...named(app(), username),
        Password: PASSWORD,
        Permanent: true,
      });
      assert.equal((await app().api.adminGetUser(named(app(), username))).Enabled, false);
    });

    test("leaves others alone", async () => {
      const other = await addUser(app());
      const { access } = await tokensOf(app(), other);
      await disabledUser();
      await app().api.getUser({ AccessToken: access });
      assert.ok((await signIn(app(), other)).AuthenticationResult);
    });

    test("beside a sign-in leaves no token that counts", async () => {
      const username = await addUser(app());
      const attempts = Array.from({ length: 6 }, () => tokensOf(app(), username));
      await Promise.all([disable(app(), username), outcomes(attempts)]);
      await enable(app(), username);
      for (const attempt of await Promise.allSettled(attempts)) {
        if (attempt.status === "rejected") continue;
        await assert.rejects(app().api.getUser({ AccessToken: attempt.value.access }), {
          name: "NotAuthorizedException",
        });
      }
    });
  });

  describe("AdminEnableUser", () => {
    test("lets the user sign in again, by the password of before", async () => {
      const { username } = await disabledUser();
      await enable(app(), username);
      const { access, refresh: token } = await tokensOf(app(), username);
      await app().api.getUser({ AccessToken: access });
      assert.ok((await refresh(app(), token)).AuthenticationResult);
    });

    test("gives no token of before back", async () => {
      const { username, access, refresh: token } = await disabledUser();
      await enable(app(), username);
      await assert.rejects(
        app().api.getUser({ AccessToken: access }),
        refusal("NotAuthorizedException", "Access Token has been revoked"),
      );
      await assert.rejects(
        refresh(app(), token),
        refusal("NotAuthorizedException", "Refresh Token has been revoked"),
      );
    });
  });

  describe("both", () => {
    test("answer nothing, and may be done twice", async () => {
      const username = await addUser(app());
      for (const act of [disable, disable, enable, enable]) {
        assert.deepEqual(await act(app(), username), {});
      }
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("move the date of the last change where they change something", async () => {
      const username = await addUser(app());
      const lastModified = async () =>
        there((await app().api.adminGetUser(named(app(), username))).UserLastModifiedDate).getTime();
      let last = await lastModified();
      for (const [act, moves] of [
        [enable, false],
        [disable, true],
        [disable, false],
        [enable, true],
      ] as const) {
        world().pass(60);
        await act(app(), username);
        const now = await lastModified();
        assert.equal(now > last, moves);
        last = now;
      }
    });

    test("find the user by the sub", async () => {
      const username = await addUser(app());
      const { UserAttributes } = await app().api.adminGetUser(named(app(), username));
      const sub = there(byName(UserAttributes)["sub"]);
      await disable(app(), sub);
      await assert.rejects(signIn(app(), username), disabled);
      await enable(app(), sub);
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("need a user and a pool that exist", async () => {
      for (const act of [disable, enable]) {
        await assert.rejects(act(app(), "nobody"), nobody);
        await assert.rejects(
          act({ ...app(), poolId: "us-east-1_NoSuchPool" }, "nobody"),
          refusal("ResourceNotFoundException", "User pool us-east-1_NoSuchPool does not exist."),
        );
      }
    });
  });
});
