/** Where a client rotates refresh tokens, each is good for one use, and for a while after that. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  newApp,
  newPool,
  onEachDatabase,
  outcomes,
  refresh,
  renew,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const REUSED = "Refresh Token has already been used and was rotated out";
const reused = refusal("RefreshTokenReuseException", REUSED);
const revoked = refusal("NotAuthorizedException", "Refresh Token has been revoked");

/** The refresh token that takes another one's place. */
const rotated = async (app: App, token: string | undefined): Promise<string> =>
  there(tokensIn(await renew(app, token)).refresh);

await onEachDatabase((world) => {
  const rotating = (RetryGracePeriodSeconds: number, tags: Record<string, string> = {}) =>
    newApp(world(), {
      pool: { UserPoolTags: tags },
      client: {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds },
        RefreshTokenValidity: 1,
        TokenValidityUnits: { RefreshToken: "hours", AccessToken: "minutes", IdToken: "minutes" },
        AccessTokenValidity: 10,
        IdTokenValidity: 10,
      },
    });
  const signedIn = async (app: App) => there((await tokensOf(app, await addUser(app))).refresh);

  test("a refresh gives a new refresh token, and ends the old one", async () => {
    const app = await rotating(0);
    const first = await signedIn(app);
    const second = await rotated(app, first);
    assert.notEqual(second, first);
    const third = await rotated(app, second);
    for (const old of [first, second]) await assert.rejects(renew(app, old), reused);
    assert.ok(await rotated(app, third), "the family lives on");
  });

  test("a new refresh token lives no longer than the first one", async () => {
    const app = await rotating(0);
    const first = await signedIn(app);
    world().pass(1800);
    const second = await rotated(app, first);
    world().pass(1740);
    const third = await rotated(app, second);
    world().pass(60);
    const expired = refusal("NotAuthorizedException", "Refresh Token has expired");
    for (const token of [third, second, first]) await assert.rejects(renew(app, token), expired);
  });

  test("within the grace period the old one still gives new ones, and not after", async () => {
    const app = await rotating(60);
    const first = await signedIn(app);
    const second = await rotated(app, first);
    world().pass(50);
    const retried = await rotated(app, first);
    assert.equal(new Set([first, second, retried]).size, 3);
    world().pass(10);
    await assert.rejects(renew(app, first), reused);
    for (const token of [second, retried]) assert.ok(await rotated(app, token));
  });

  test("a retry does not lengthen the grace", async () => {
    const app = await rotating(60);
    const first = await signedIn(app);
    await rotated(app, first);
    world().pass(50);
    await rotated(app, first);
    world().pass(10);
    await assert.rejects(renew(app, first), reused);
  });

  test("of twenty who use a token at once one gets another", async () => {
    const app = await rotating(0);
    const first = await signedIn(app);
    const answers = Array.from({ length: 20 }, () => rotated(app, first));
    const { kept, refusals } = await outcomes(answers);
    assert.equal(kept, 1);
    assert.deepEqual([...new Set(refusals)], [`RefreshTokenReuseException: ${REUSED}`]);
    const winner = there((await Promise.allSettled(answers)).find(({ status }) => status === "fulfilled"));
    assert.ok(winner.status === "fulfilled" && (await rotated(app, winner.value)));
  });

  test("of twenty who use a token at once each gets another within the grace period", async () => {
    const app = await rotating(60);
    const first = await signedIn(app);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => rotated(app, first)));
    assert.equal(new Set(tokens).size, 20);
    assert.ok(await rotated(app, tokens.at(-1)));
  });

  test("a client that rotates can't refresh by a sign-in flow, whether it lists flows or not", async () => {
    const listing = await rotating(0);
    const refused = refusal(
      "UnsupportedOperationException",
      "Refresh token rotation is enabled for this client, use GetTokensFromRefreshToken.",
    );
    await assert.rejects(refresh(listing, await signedIn(listing)), refused);
    const { UserPoolClient } = await listing.api.createUserPoolClient({
      UserPoolId: listing.poolId,
      ClientName: "legacy",
      ExplicitAuthFlows: ["USER_PASSWORD_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED" },
    });
    const legacy = { ...listing, clientId: there(UserPoolClient?.ClientId) };
    const token = await signedIn(legacy);
    for (const AuthFlow of ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"] as const) {
      const flow = { ClientId: legacy.clientId, AuthFlow, AuthParameters: { REFRESH_TOKEN: token } };
      await assert.rejects(legacy.api.initiateAuth(flow), refused);
      await assert.rejects(legacy.api.adminInitiateAuth({ UserPoolId: legacy.poolId, ...flow }), refused);
    }
    assert.ok(await rotated(legacy, token));
  });

  describe("where the pool revokes on reuse", () => {
    const strict = () => rotating(0, { "poolkeeper:revoke-on-reuse": "true" });

    test("a token that is used again ends the whole sign-in, and no other", async () => {
      const app = await strict();
      const username = await addUser(app);
      const { refresh: first } = await tokensOf(app, username);
      const other = await tokensOf(app, username);
      const renewed = tokensIn(await renew(app, first));
      await assert.rejects(renew(app, first), reused);
      for (const token of [first, renewed.refresh]) await assert.rejects(renew(app, token), revoked);
      await assert.rejects(
        app.api.getUser({ AccessToken: renewed.access }),
        refusal("NotAuthorizedException", "Access Token has been revoked"),
      );
      assert.ok((await app.api.getUser({ AccessToken: other.access })).Username);
      assert.ok(await rotated(app, other.refresh));
    });

    test("a retry in time is no reuse", async () => {
      const app = await rotating(10, { "poolkeeper:revoke-on-reuse": "true" });
      const first = await signedIn(app);
      await rotated(app, first);
      assert.ok(await rotated(app, await rotated(app, first)));
    });

    test("the tag says true or false", async () => {
      const tagged = (value: string) =>
        newPool(world(), { UserPoolTags: { "poolkeeper:revoke-on-reuse": value } });
      await assert.rejects(
        tagged("yes"),
        refusal("InvalidParameterException", "Invalid value for the tag poolkeeper:revoke-on-reuse."),
      );
      assert.ok(await tagged("false"));
      const lenient = await rotating(0, { "poolkeeper:revoke-on-reuse": "false" });
      const first = await signedIn(lenient);
      const second = await rotated(lenient, first);
      await assert.rejects(renew(lenient, first), reused);
      assert.ok(await rotated(lenient, second));
    });
  });
});
