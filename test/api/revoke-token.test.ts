/** RevokeToken ends a sign-in with all its tokens. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type App,
  type AppOptions,
  addUser,
  newApp,
  newClient,
  onEachDatabase,
  refresh,
  renew,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { rawCall } from "../support/raw-call.ts";
import { refusal } from "../support/server.ts";

const unauthorized = refusal("UnauthorizedException", "Invalid client or secret");
const accessRevoked = refusal("NotAuthorizedException", "Access Token has been revoked");
const refreshRevoked = refusal("NotAuthorizedException", "Refresh Token has been revoked");

const revoke = ({ api, clientId }: App, Token: string | undefined, ClientSecret?: string) =>
  api.revokeToken({ ClientId: clientId, Token: there(Token), ClientSecret });

const getUser = ({ api }: App, AccessToken: string) => api.getUser({ AccessToken });

await onEachDatabase((world) => {
  const appWith = (client: AppOptions["client"] = {}) => newApp(world(), { client });

  test("all tokens of the sign-in end, those of refreshes too, and no others", async () => {
    const app = await appWith();
    const username = await addUser(app);
    const ended = await tokensOf(app, username);
    const renewed = tokensIn(await refresh(app, ended.refresh));
    const other = await tokensOf(app, username);
    await revoke(app, ended.refresh);
    for (const { access } of [ended, renewed]) await assert.rejects(getUser(app, access), accessRevoked);
    await assert.rejects(refresh(app, ended.refresh), refreshRevoked);
    await assert.rejects(renew(app, ended.refresh), refreshRevoked);
    assert.equal((await getUser(app, other.access)).Username, username);
    assert.ok((await refresh(app, other.refresh)).AuthenticationResult);
  });

  test("the answer says nothing, to a token that is unknown, revoked or too old as well", async () => {
    const app = await appWith({ RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } });
    const { refresh: token } = await tokensOf(app, await addUser(app));
    const { refresh: old } = await tokensOf(app, await addUser(app));
    for (const Token of [token, token, "made-up", "a.b.c.d.e"]) {
      const { status, text } = await rawCall(world().url, "RevokeToken", { ClientId: app.clientId, Token });
      assert.deepEqual([status, text], [200, "{}"]);
    }
    world().pass(3600);
    await revoke(app, old);
  });

  test("any refresh token of a rotated family ends the family", async () => {
    const app = await appWith({
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    for (const which of ["first", "last"] as const) {
      const first = (await tokensOf(app, await addUser(app))).refresh;
      const last = tokensIn(await renew(app, first));
      await revoke(app, which === "first" ? first : last.refresh);
      for (const token of [first, last.refresh]) await assert.rejects(renew(app, token), refreshRevoked);
      await assert.rejects(getUser(app, last.access), accessRevoked);
    }
  });

  test("access and ID tokens can't be revoked", async () => {
    const app = await appWith();
    const tokens = await tokensOf(app, await addUser(app));
    for (const token of [tokens.access, tokens.id]) {
      await assert.rejects(
        revoke(app, token),
        refusal("UnsupportedTokenTypeException", "Only refresh tokens can be revoked"),
      );
    }
    assert.ok((await getUser(app, tokens.access)).Username);
  });

  test("a client whose tokens can't be revoked is told so", async () => {
    const app = await appWith({ EnableTokenRevocation: false });
    const { refresh: token } = await tokensOf(app, await addUser(app));
    await assert.rejects(
      revoke(app, token),
      refusal("UnsupportedOperationException", "Token revocation is not enabled for this client"),
    );
    assert.ok((await refresh(app, token)).AuthenticationResult);
  });

  test("another client revokes nothing, nor does one that does not exist", async () => {
    const app = await appWith();
    const tokens = await tokensOf(app, await addUser(app));
    await assert.rejects(revoke({ ...app, clientId: await newClient(app) }, tokens.refresh), unauthorized);
    await assert.rejects(revoke({ ...app, clientId: "nosuchclient" }, tokens.refresh), unauthorized);
    await revoke(await appWith(), tokens.refresh);
    assert.ok((await getUser(app, tokens.access)).Username);
    assert.ok((await refresh(app, tokens.refresh)).AuthenticationResult);
  });

  test("a client with a secret has to know it", async () => {
    const app = await appWith();
    const { UserPoolClient } = await app.api.createUserPoolClient({
      UserPoolId: app.poolId,
      ClientName: "server",
      GenerateSecret: true,
    });
    const { ClientId: clientId = "", ClientSecret: secret = "" } = there(UserPoolClient);
    const server = { ...app, clientId };
    await assert.rejects(revoke(server, "made-up"), unauthorized);
    await assert.rejects(revoke(server, "made-up", "x".repeat(secret.length)), unauthorized);
    await revoke(server, "made-up", secret);
    await assert.rejects(revoke(app, "made-up", secret), unauthorized);
  });
});
