import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  byName,
  codeFor,
  confirmReset,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  outcomes,
  refresh,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const deleteUser = (Username: string) => app().api.adminDeleteUser({ UserPoolId: app().poolId, Username });

  describe("AdminDeleteUser", () => {
    test("ends the user and the tokens", async () => {
      const username = await addUser(app());
      const tokens = await tokensOf(app(), username);
      await deleteUser(username);
      await assert.rejects(statusOf(app(), username), nobody);
      await assert.rejects(signIn(app(), username), nobody);
      await assert.rejects(app().api.getUser({ AccessToken: tokens.access }), nobody);
      await assert.rejects(refresh(app(), tokens.refresh), nobody);
      await assert.rejects(deleteUser(username), nobody);
    });

    test("finds the user by the sub", async () => {
      const username = await addUser(app());
      const { UserAttributes } = await app().api.adminGetUser({
        UserPoolId: app().poolId,
        Username: username,
      });
      await deleteUser(there(byName(UserAttributes)["sub"]));
      await assert.rejects(statusOf(app(), username), nobody);
    });

    test("ends a sign-in that has begun", async () => {
      const username = await addUser(app(), { password: null });
      const { Session, ChallengeName } = await signIn(app(), username, TEMPORARY);
      await deleteUser(username);
      await assert.rejects(
        app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
        }),
      );
    });

    test("leaves nothing of a user to the next one of that name", async () => {
      const username = await addUser(app(), { username: "ann" });
      const { refresh: token, access } = await tokensOf(app(), username);
      await resetPassword(app(), username);
      const code = await codeFor(app(), username);
      await deleteUser(username);
      await addUser(app(), { username: "ann" });

      await assert.rejects(
        confirmReset(app(), "ann", code),
        refusal("ExpiredCodeException", "Invalid code provided, please request a code again."),
      );
      await assert.rejects(refresh(app(), token), nobody);
      await assert.rejects(app().api.getUser({ AccessToken: access }), nobody);
      assert.equal(await statusOf(app(), "ann"), "CONFIRMED");
    });

    test("counts one user less", async () => {
      const { api, poolId } = await newApp(world());
      const usersOf = async () =>
        (await api.describeUserPool({ UserPoolId: poolId })).UserPool?.EstimatedNumberOfUsers;
      for (const Username of ["one", "two"]) {
        await api.adminCreateUser({ UserPoolId: poolId, Username, MessageAction: "SUPPRESS" });
      }
      assert.equal(await usersOf(), 2);
      await api.adminDeleteUser({ UserPoolId: poolId, Username: "one" });
      assert.equal(await usersOf(), 1);
    });

    test("is done by one of many who ask for it at once", async () => {
      const username = await addUser(app());
      const { kept, refusals } = await outcomes(Array.from({ length: 8 }, () => deleteUser(username)));
      assert.equal(kept, 1);
      assert.deepEqual(new Set(refusals), new Set(["UserNotFoundException: User does not exist."]));
    });
  });
});
