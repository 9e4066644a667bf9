import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  byName,
  codeFor,
  confirmReset,
  newApp,
  newClient,
  onEachDatabase,
  outcomes,
  refresh,
  signIn,
  statusOf,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const deleteUser = (AccessToken: string) => app().api.deleteUser({ AccessToken });

  /** A signed-in user. */
  async function arrange(username?: string) {
    const added = await addUser(app(), username === undefined ? {} : { username });
    return { username: added, ...(await tokensOf(app(), added)) };
  }

  describe("DeleteUser", () => {
    test("ends the user, who asks for it by an access token alone", async () => {
      const { username, access } = await arrange();
      const { $metadata: _, ...answer } = await deleteUser(access);
      assert.deepEqual(answer, {});
      await assert.rejects(statusOf(app(), username), nobody);
      await assert.rejects(signIn(app(), username), nobody);
    });

    test("is told of by every later use of the tokens", async () => {
      const { username, access, refresh: token } = await arrange();
      const elsewhere = await tokensOf(app(), username);
      await deleteUser(access);
      for (const AccessToken of [access, elsewhere.access]) {
        await assert.rejects(app().api.getUser({ AccessToken }), nobody);
        await assert.rejects(app().api.globalSignOut({ AccessToken }), nobody);
        await assert.rejects(deleteUser(AccessToken), nobody);
      }
      for (const one of [token, elsewhere.refresh]) await assert.rejects(refresh(app(), one), nobody);
    });

    test("frees the names at once, and leaves nothing to the next one who has them", async () => {
      const { access, refresh: token } = await arrange("ann");
      await app().api.forgotPassword({ ClientId: app().clientId, Username: "ann" });
      const code = await codeFor(app(), "ann");
      await deleteUser(access);
      await addUser(app(), { username: "ann" });
      await assert.rejects(
        confirmReset(app(), "ann", code),
        refusal("ExpiredCodeException", "Invalid code provided, please request a code again."),
      );
      await assert.rejects(refresh(app(), token), nobody);
      await assert.rejects(app().api.getUser({ AccessToken: access }), nobody);
      assert.ok((await signIn(app(), "ann")).AuthenticationResult);
    });

    test("frees an e-mail address that signs in", async () => {
      const mailed = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
      const add = () => addUser(mailed, { username: "jane@example.com", attributes: {} });
      await add();
      const { access } = await tokensOf(mailed, "jane@example.com");
      await deleteUser(access);
      const again = await add();
      const { UserAttributes } = await mailed.api.adminGetUser({
        UserPoolId: mailed.poolId,
        Username: again,
      });
      assert.equal(byName(UserAttributes)["email"], "jane@example.com");
    });

    test("is hidden by a client that hides who there is", async () => {
      const discreet = {
        ...app(),
        clientId: await newClient(app(), {
          PreventUserExistenceErrors: "ENABLED",
          ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        }),
      };
      const { username, access } = await arrange();
      await deleteUser(access);
      await assert.rejects(signIn(discreet, username), wrong);
    });

    test("leaves others alone", async () => {
      const other = await arrange();
      await deleteUser((await arrange()).access);
      await app().api.getUser({ AccessToken: other.access });
      assert.ok((await refresh(app(), other.refresh)).AuthenticationResult);
    });

    test("is done once of many times at once", async () => {
      const { access } = await arrange();
      const { kept, refusals } = await outcomes(Array.from({ length: 6 }, () => deleteUser(access)));
      assert.equal(kept, 1);
      assert.deepEqual(new Set(refusals), new Set(["UserNotFoundException: User does not exist."]));
    });
  });
});
