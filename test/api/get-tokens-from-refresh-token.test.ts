/** GetTokensFromRefreshToken renews tokens; what rotation adds to it is told in `refresh-rotation.test.ts`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { secretHash } from "../../src/domain/secret-hash.ts";
import {
  addUser,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  renew,
  resetPassword,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { claimsOf } from "../support/claims.ts";
import { refusal } from "../support/server.ts";

const notAuthorized = (message: string) => refusal("NotAuthorizedException", message);
const invalid = notAuthorized("Invalid Refresh Token.");

await onEachDatabase((world) => {
  test("new tokens belong to the sign-in, and the refresh token stays", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { access, refresh: token } = await tokensOf(app, username);
    world().pass(60);
    const { AuthenticationResult, ...rest } = await renew(app, token);
    assert.deepEqual(Object.keys(rest), ["$metadata"]);
    assert.deepEqual(Object.keys(there(AuthenticationResult)).toSorted(), [
      ...["AccessToken", "ExpiresIn", "IdToken", "TokenType"],
    ]);
    assert.equal(AuthenticationResult?.ExpiresIn, 3600);
    assert.equal(AuthenticationResult?.TokenType, "Bearer");
    const [before, after] = [claimsOf(access), claimsOf(there(AuthenticationResult?.AccessToken))];
    for (const claim of ["sub", "origin_jti", "event_id", "auth_time", "scope"]) {
      assert.equal(after[claim], before[claim]);
    }
    assert.notEqual(after["jti"], before["jti"]);
    assert.ok(Number(after["iat"]) - Number(before["iat"]) >= 60);
    assert.equal(claimsOf(there(AuthenticationResult?.IdToken))["cognito:username"], username);
    assert.ok((await renew(app, token)).AuthenticationResult);
  });

  test("the client need not allow REFRESH_TOKEN_AUTH, nor know of the device", async () => {
    const app = await newApp(world(), { client: { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } });
    const { refresh: token } = await tokensOf(app, await addUser(app));
    const { AuthenticationResult } = await app.api.getTokensFromRefreshToken({
      ClientId: app.clientId,
      RefreshToken: there(token),
      DeviceKey: "us-east-1_00000000-0000-4000-8000-000000000000",
    });
    assert.ok(AuthenticationResult?.AccessToken);
  });

  test("the claims are those of the user and the client as they are now", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { refresh: token } = await tokensOf(app, username);
    await app.api.adminUpdateUserAttributes({
      UserPoolId: app.poolId,
      Username: username,
      UserAttributes: [{ Name: "name", Value: "Jane" }],
    });
    const { AuthenticationResult } = await renew(app, token);
    assert.equal(claimsOf(there(AuthenticationResult?.IdToken))["name"], "Jane");
  });

  describe("is refused", () => {
    test("a token that was made up, or is another client's or another pool's", async () => {
      const app = await newApp(world());
      const { refresh: token, access } = await tokensOf(app, await addUser(app));
      for (const other of ["made-up", "a.b.c.d.e", access]) await assert.rejects(renew(app, other), invalid);
      await assert.rejects(renew({ ...app, clientId: await newClient(app) }, token), invalid);
      await assert.rejects(renew(await newApp(world()), token), invalid);
      await assert.rejects(
        renew({ ...app, clientId: "nosuchclient" }, token),
        refusal("ResourceNotFoundException", "User pool client nosuchclient does not exist."),
      );
      assert.ok((await renew(app, token)).AuthenticationResult);
    });

    test("a token that is too old", async () => {
      const app = await newApp(world(), {
        client: { RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } },
      });
      const { refresh: token } = await tokensOf(app, await addUser(app));
      world().pass(3540);
      assert.ok((await renew(app, token)).AuthenticationResult);
      world().pass(60);
      await assert.rejects(renew(app, token), notAuthorized("Refresh Token has expired"));
    });

    test("a user who was signed out, disabled, deleted, or has to set a password", async () => {
      const app = await newApp(world());
      const userOf = async () => {
        const Username = await addUser(app);
        return { UserPoolId: app.poolId, Username, token: (await tokensOf(app, Username)).refresh };
      };
      const { token: signedOut, ...first } = await userOf();
      await app.api.adminUserGlobalSignOut(first);
      await assert.rejects(renew(app, signedOut), notAuthorized("Refresh Token has been revoked"));

      const { token: disabled, ...second } = await userOf();
      await app.api.adminDisableUser(second);
      await assert.rejects(renew(app, disabled), notAuthorized("User is disabled."));

      const { token: deleted, ...third } = await userOf();
      await app.api.adminDeleteUser(third);
      await assert.rejects(renew(app, deleted), refusal("UserNotFoundException", "User does not exist."));

      const { token: reset, ...fourth } = await userOf();
      await resetPassword(app, fourth.Username);
      await assert.rejects(
        renew(app, reset),
        refusal("PasswordResetRequiredException", "Password reset required for the user"),
      );
    });

    test("a client that does not know its secret, whatever token it has", async () => {
      const app = await newApp(world());
      const { UserPoolClient } = await app.api.createUserPoolClient({
        UserPoolId: app.poolId,
        ClientName: "server",
        GenerateSecret: true,
        ExplicitAuthFlows: ["ADMIN_NO_SRP_AUTH"],
      });
      const { ClientId: clientId = "", ClientSecret: secret = "" } = there(UserPoolClient);
      const server = { ...app, clientId };
      const username = await addUser(app);
      const { AuthenticationResult } = await app.api.adminInitiateAuth({
        UserPoolId: app.poolId,
        ClientId: clientId,
        AuthFlow: "ADMIN_NO_SRP_AUTH",
        AuthParameters: {
          USERNAME: username,
          PASSWORD,
          SECRET_HASH: secretHash(secret, username, clientId),
        },
      });
      const token = AuthenticationResult?.RefreshToken;
      const missing = notAuthorized(
        `Client ${clientId} is configured with secret but client secret was not received`,
      );
      const wrong = notAuthorized(`Unable to verify client secret for client ${clientId}`);
      for (const presented of [token, "made-up"]) {
        await assert.rejects(renew(server, presented), missing);
        await assert.rejects(renew(server, presented, { ClientSecret: "x".repeat(secret.length) }), wrong);
      }
      assert.ok((await renew(server, token, { ClientSecret: secret })).AuthenticationResult);
      await assert.rejects(
        renew(app, token, { ClientSecret: secret }),
        notAuthorized(`Unable to verify client secret for client ${app.clientId}`),
      );
    });
  });
});
