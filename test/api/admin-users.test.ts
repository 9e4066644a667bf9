import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  beforehand,
  byName,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  PASSWORD,
  signIn,
  statusOf,
  TEMPORARY,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const nobody = refusal("UserNotFoundException", "User does not exist.");
const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const DAY = 86_400;

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const setPassword = (Username: string, Password: string, Permanent?: boolean) =>
    app().api.adminSetUserPassword({ UserPoolId: app().poolId, Username, Password, Permanent });

  describe("AdminGetUser", () => {
    test("shows all of a user", async () => {
      const username = await addUser(app());
      const { $metadata, UserCreateDate, UserLastModifiedDate, UserAttributes, ...rest } =
        await app().api.adminGetUser({ UserPoolId: app().poolId, Username: username });
      assert.equal($metadata.httpStatusCode, 200);
      assert.deepEqual(rest, { Username: username, Enabled: true, UserStatus: "CONFIRMED" });
      assert.deepEqual(UserAttributes?.slice(1), [
        { Name: "email", Value: "jane@example.com" },
        { Name: "email_verified", Value: "true" },
      ]);
      assert.ok(UserCreateDate instanceof Date && UserLastModifiedDate instanceof Date);
      assert.ok(UserLastModifiedDate >= UserCreateDate);
    });

    test("finds nobody by a name that nobody has, or that somebody has elsewhere", async () => {
      await assert.rejects(statusOf(app(), "nobody"), nobody);
      const elsewhere = await newApp(world());
      const username = await addUser(elsewhere);
      await assert.rejects(statusOf(app(), username), nobody);
    });

    test("tells when a user changed last", async () => {
      const username = await addUser(app());
      const timesOf = async () => {
        const { UserCreateDate, UserLastModifiedDate } = await app().api.adminGetUser({
          UserPoolId: app().poolId,
          Username: username,
        });
        return [there(UserCreateDate).getTime(), there(UserLastModifiedDate).getTime()] as const;
      };
      const [created, before] = await timesOf();
      world().pass(60);
      await setPassword(username, NEW_PASSWORD, true);
      const [stillCreated, after] = await timesOf();
      assert.equal(stillCreated, created);
      assert.ok(after - before >= 60_000);
    });
  });

  describe("AdminSetUserPassword", () => {
    test("gives a user a password of their own", async () => {
      const username = await addUser(app(), { password: null });
      await setPassword(username, NEW_PASSWORD, true);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
      await assert.rejects(signIn(app(), username, TEMPORARY), wrong);
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("gives a temporary one unless told otherwise, whatever the user had", async () => {
      const username = await addUser(app());
      await setPassword(username, NEW_PASSWORD);
      assert.equal(await statusOf(app(), username), "FORCE_CHANGE_PASSWORD");
      assert.equal((await signIn(app(), username, NEW_PASSWORD)).ChallengeName, "NEW_PASSWORD_REQUIRED");
      await assert.rejects(signIn(app(), username, PASSWORD), wrong);
    });

    test("starts the days of a temporary password anew", async () => {
      const username = await addUser(app(), { password: null });
      world().pass(8 * DAY);
      await assert.rejects(
        signIn(app(), username, TEMPORARY),
        refusal(
          "NotAuthorizedException",
          "Temporary password has expired and must be reset by an administrator.",
        ),
      );
      await setPassword(username, NEW_PASSWORD, false);
      world().pass(6 * DAY);
      assert.equal((await signIn(app(), username, NEW_PASSWORD)).ChallengeName, "NEW_PASSWORD_REQUIRED");
    });

    test("ends a required reset, and the code that was sent for it", async () => {
      const username = await addUser(app());
      await app().api.adminResetUserPassword({ UserPoolId: app().poolId, Username: username });
      const [message] = await world().inbox({ pool: app().poolId });
      await setPassword(username, NEW_PASSWORD, true);
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
      await assert.rejects(
        app().api.confirmForgotPassword({
          ClientId: app().clientId,
          Username: username,
          ConfirmationCode: message?.code ?? "",
          Password: PASSWORD,
        }),
        refusal("ExpiredCodeException", "Invalid code provided, please request a code again."),
      );
    });

    test("keeps the policy, and changes nothing otherwise", async () => {
      const username = await addUser(app());
      await assert.rejects(
        setPassword(username, "weak", true),
        refusal("InvalidPasswordException", "Password does not conform to policy: Password not long enough"),
      );
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("takes the same password again", async () => {
      const username = await addUser(app());
      await setPassword(username, PASSWORD, true);
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("finds the user by the sub and by an alias", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      const username = await addUser(aliased);
      const { UserAttributes } = await aliased.api.adminGetUser({
        UserPoolId: aliased.poolId,
        Username: username,
      });
      for (const [at, name] of [there(byName(UserAttributes)["sub"]), "jane@example.com"].entries()) {
        await aliased.api.adminSetUserPassword({
          UserPoolId: aliased.poolId,
          Username: name,
          Password: `${NEW_PASSWORD}${at}`,
          Permanent: true,
        });
        assert.ok((await signIn(aliased, username, `${NEW_PASSWORD}${at}`)).AuthenticationResult);
      }
    });

    test("changes nobody of the same name elsewhere", async () => {
      const username = await addUser(app());
      const elsewhere = await newApp(world());
      await addUser(elsewhere, { username });
      await setPassword(username, NEW_PASSWORD, true);
      assert.ok((await signIn(elsewhere, username, PASSWORD)).AuthenticationResult);
    });

    test("is for users there are", async () => {
      await assert.rejects(setPassword("nobody", NEW_PASSWORD, true), nobody);
    });
  });

  test("a pool of another region has no users here, and a pool that is not there has none at all", async () => {
    const abroad = await newApp({ ...world(), api: world().apiIn("eu-west-1") });
    const username = await addUser(abroad);
    for (const UserPoolId of [abroad.poolId, "us-east-1_nowhere"]) {
      const user = { UserPoolId, Username: username };
      const { api } = app();
      const poolMissing = refusal("ResourceNotFoundException", `User pool ${UserPoolId} does not exist.`);
      await assert.rejects(api.adminGetUser(user), poolMissing);
      await assert.rejects(api.adminSetUserPassword({ ...user, Password: NEW_PASSWORD }), poolMissing);
      await assert.rejects(api.adminDeleteUser(user), poolMissing);
    }
    assert.ok((await signIn(abroad, username)).AuthenticationResult);
  });
});
