import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  addUser,
  adminSignIn,
  beforehand,
  codeFor,
  confirmReset,
  messagesTo,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  refresh,
  resetPassword,
  signIn,
  statusOf,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const resetRequired = refusal("PasswordResetRequiredException", "Password reset required for the user");
const notNow = refusal("NotAuthorizedException", "User password cannot be reset in the current state.");
const nobody = refusal("UserNotFoundException", "User does not exist.");

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  describe("a reset by an administrator", () => {
    test("answers nothing, and marks the user", async () => {
      const username = await addUser(app());
      const { $metadata, ...answer } = await resetPassword(app(), username);
      assert.deepEqual(answer, {});
      assert.equal(await statusOf(app(), username), "RESET_REQUIRED");
    });

    test("finds the user by sub and by alias too", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email"] } });
      const username = await addUser(aliased);
      const { UserAttributes } = await aliased.api.adminGetUser({
        UserPoolId: aliased.poolId,
        Username: username,
      });
      for (const name of ["jane@example.com", there(UserAttributes?.[0]?.Value)]) {
        await resetPassword(aliased, name);
      }
      assert.equal((await messagesTo(aliased, username)).length, 2);
    });

    test("finds the user however the name is written, where the pool ignores case", async () => {
      const folding = await newApp(world(), { pool: { UsernameConfiguration: { CaseSensitive: false } } });
      const username = await addUser(folding, { username: "Jane" });
      await resetPassword(folding, "jANE");
      await confirmReset(folding, "JANE", await codeFor(folding, username));
      assert.ok((await signIn(folding, "jane", NEW_PASSWORD)).AuthenticationResult);
    });

    test("sends a code of six digits by which the user sets another password", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      const [message, ...others] = await messagesTo(app(), username);
      assert.deepEqual(others, []);
      assert.equal(message?.kind, "forgotPassword");
      assert.equal(message?.to, "jane@example.com");
      assert.equal(message?.subject, "Your verification code");
      assert.match(there(message?.code), /^[0-9]{6}$/);
      assert.equal(message?.body, `Your password reset code is ${message?.code}`);

      const { $metadata, ...answer } = await confirmReset(app(), username, there(message?.code));
      assert.deepEqual(answer, {});
      assert.equal(await statusOf(app(), username), "CONFIRMED");
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("voids the password: right or wrong, it signs nobody in", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      for (const password of [PASSWORD, "wrong"]) {
        await assert.rejects(signIn(app(), username, password), resetRequired);
        await assert.rejects(adminSignIn(app(), username, password), resetRequired);
      }
    });

    test("lets SRP begin, and refuses its proof", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      const srp = srpClient(app().poolId);
      const { ChallengeName, ChallengeParameters } = await app().api.initiateAuth({
        ClientId: app().clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
      });
      assert.equal(ChallengeName, "PASSWORD_VERIFIER");
      await assert.rejects(
        app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName,
          ChallengeResponses: srp.answer(ChallengeParameters, PASSWORD),
        }),
        resetRequired,
      );
    });

    test("ends an SRP sign-in that had begun before", async () => {
      const username = await addUser(app());
      const srp = srpClient(app().poolId);
      const { ChallengeParameters } = await app().api.initiateAuth({
        ClientId: app().clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
      });
      await resetPassword(app(), username);
      await assert.rejects(
        app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName: "PASSWORD_VERIFIER",
          ChallengeResponses: srp.answer(ChallengeParameters, PASSWORD),
        }),
        resetRequired,
      );
    });

    test("does not even then take the old password back", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      await confirmReset(app(), username, await codeFor(app(), username));
      await assert.rejects(
        signIn(app(), username, PASSWORD),
        refusal("NotAuthorizedException", "Incorrect username or password."),
      );
    });

    test("makes tokens useless until another password is set", async () => {
      const username = await addUser(app());
      const tokens = await tokensOf(app(), username);
      await resetPassword(app(), username);
      await assert.rejects(app().api.getUser({ AccessToken: tokens.access }), resetRequired);
      await assert.rejects(refresh(app(), tokens.refresh), resetRequired);

      await confirmReset(app(), username, await codeFor(app(), username));
      await app().api.getUser({ AccessToken: tokens.access });
      await refresh(app(), tokens.refresh);
    });

    test("is not concealed by a client that conceals users", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      const ClientId = await newClient(app(), {
        PreventUserExistenceErrors: "ENABLED",
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      });
      await assert.rejects(signIn({ ...app(), clientId: ClientId }, username), resetRequired);
    });

    test("may be repeated", async () => {
      const username = await addUser(app());
      await resetPassword(app(), username);
      await resetPassword(app(), username);
      assert.equal(await statusOf(app(), username), "RESET_REQUIRED");
      await confirmReset(app(), username, await codeFor(app(), username));
    });

    test("changes when the user was last changed", async () => {
      const username = await addUser(app());
      const changedAt = async () => {
        const user = await app().api.adminGetUser({ UserPoolId: app().poolId, Username: username });
        return there(user.UserLastModifiedDate).getTime();
      };
      const before = await changedAt();
      world().pass(10);
      await resetPassword(app(), username);
      assert.ok((await changedAt()) >= before + 10_000);
    });
  });

  describe("a reset is refused", () => {
    test("to users there are not", async () => {
      await assert.rejects(resetPassword(app(), "nobody"), nobody);
      await assert.rejects(
        app().api.adminResetUserPassword({ UserPoolId: "us-east-1_nowhere", Username: "nobody" }),
        refusal("ResourceNotFoundException", "User pool us-east-1_nowhere does not exist."),
      );
    });

    test("to users there are not, though a function could migrate them", async () => {
      const UserMigration = "arn:aws:lambda:us-east-1:123456789012:function:migrate";
      const migrating = await newApp(world(), { pool: { LambdaConfig: { UserMigration } } });
      await assert.rejects(resetPassword(migrating, "nobody"), nobody);
    });

    test("by an alias that is not verified", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["email", "phone_number"] } });
      const attributes = {
        ...{ email: "jane@example.com", email_verified: "false" },
        ...{ phone_number: "+15550100", phone_number_verified: "true" },
      };
      const username = await addUser(aliased, { attributes });
      await assert.rejects(resetPassword(aliased, "jane@example.com"), nobody);
      assert.equal(await statusOf(aliased, username), "CONFIRMED");
      await resetPassword(aliased, "+15550100");
      assert.equal(await statusOf(aliased, username), "RESET_REQUIRED");
    });

    test("in another region, and in another pool", async () => {
      const username = await addUser(app());
      const UserPoolId = app().poolId;
      await assert.rejects(
        world().apiIn("eu-west-1").adminResetUserPassword({ UserPoolId, Username: username }),
        refusal("ResourceNotFoundException", `User pool ${UserPoolId} does not exist.`),
      );
      await assert.rejects(resetPassword(await newApp(world()), username), nobody);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
    });

    test("to a user who has a temporary password, and stays as it was", async () => {
      const username = await addUser(app(), { password: null });
      await assert.rejects(resetPassword(app(), username), notNow);
      assert.equal(await statusOf(app(), username), "FORCE_CHANGE_PASSWORD");
      assert.deepEqual(await messagesTo(app(), username), []);
    });

    test("to a user whom no code could reach, and whose password stays good", async () => {
      for (const attributes of [{}, { email: "jane@example.com" }, { phone_number: "+15550100" }]) {
        const username = await addUser(app(), { attributes });
        await assert.rejects(
          resetPassword(app(), username),
          refusal(
            "InvalidParameterException",
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
          ),
        );
        assert.equal(await statusOf(app(), username), "CONFIRMED");
        assert.ok((await signIn(app(), username)).AuthenticationResult);
      }
    });

    test("where the pool leaves recovery to its administrators", async () => {
      const closed = await newApp(world(), {
        pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] } },
      });
      const username = await addUser(closed);
      await assert.rejects(
        resetPassword(closed, username),
        refusal("NotAuthorizedException", "Contact administrator to reset password."),
      );
      assert.equal(await statusOf(closed, username), "CONFIRMED");
    });
  });
});
