import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  outcomes,
  refresh,
  signIn,
  TEMPORARY,
  type Tokens,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { claimsOf } from "../support/claims.ts";
import { refusal } from "../support/server.ts";

const accessRevoked = refusal("NotAuthorizedException", "Access Token has been revoked");
const refreshRevoked = refusal("NotAuthorizedException", "Refresh Token has been revoked");
const nobody = refusal("UserNotFoundException", "User does not exist.");

/** Both ways to sign a user out everywhere. */
const DOORS: Readonly<Record<string, (app: App, username: string, tokens: Tokens) => Promise<object>>> = {
  GlobalSignOut: ({ api }, _username, { access }) => api.globalSignOut({ AccessToken: access }),
  AdminUserGlobalSignOut: ({ api, poolId }, username) =>
    api.adminUserGlobalSignOut({ UserPoolId: poolId, Username: username }),
};

const isGood = async (app: App, tokens: Tokens): Promise<void> => {
  await app.api.getUser({ AccessToken: tokens.access });
  assert.ok((await refresh(app, tokens.refresh)).AuthenticationResult);
};
const isRevoked = async (app: App, tokens: Tokens): Promise<void> => {
  await assert.rejects(app.api.getUser({ AccessToken: tokens.access }), accessRevoked);
  await assert.rejects(refresh(app, tokens.refresh), refreshRevoked);
};

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  for (const [name, signOut] of Object.entries(DOORS)) {
    describe(name, () => {
      test("ends the user's tokens", async () => {
        const username = await addUser(app());
        const tokens = await tokensOf(app(), username);
        const { $metadata: _, ...answer } = { $metadata: {}, ...(await signOut(app(), username, tokens)) };
        assert.deepEqual(answer, {});
        await isRevoked(app(), tokens);
      });

      test("ends them for every client and every sign-in", async () => {
        const username = await addUser(app());
        const mobile = { ...app(), clientId: await newClient(app()) };
        const first = await tokensOf(app(), username);
        const second = await tokensOf(app(), username);
        const third = await tokensOf(mobile, username);
        await signOut(app(), username, second);
        for (const tokens of [first, second]) await isRevoked(app(), tokens);
        await isRevoked(mobile, third);
      });

      test("ends what a refresh token gave", async () => {
        const username = await addUser(app());
        const tokens = await tokensOf(app(), username);
        const { access } = tokensIn(await refresh(app(), tokens.refresh));
        await signOut(app(), username, tokens);
        await isRevoked(app(), { ...tokens, access });
      });

      test("leaves the tokens of others", async () => {
        const [username, other] = [await addUser(app()), await addUser(app())];
        const theirs = await tokensOf(app(), other);
        await signOut(app(), username, await tokensOf(app(), username));
        await isGood(app(), theirs);
      });

      test("lets the user sign in again at once, and keep those tokens", async () => {
        const username = await addUser(app());
        for (let round = 0; round < 3; round++) {
          const tokens = await tokensOf(app(), username);
          await isGood(app(), tokens);
          await signOut(app(), username, tokens);
          await isRevoked(app(), tokens);
        }
      });

      test("counts to the moment for tokens that can't be revoked one by one", async () => {
        const plain = await newApp(world(), { client: { EnableTokenRevocation: false } });
        const username = await addUser(plain);
        for (let round = 0; round < 3; round++) {
          const tokens = await tokensOf(plain, username);
          await isGood(plain, tokens);
          await signOut(plain, username, tokens);
          await isRevoked(plain, tokens);
        }
      });

      test("changes nothing else about the user", async () => {
        const username = await addUser(app());
        const whom = { UserPoolId: app().poolId, Username: username };
        const { $metadata: _before, ...before } = await app().api.adminGetUser(whom);
        world().pass(60);
        await signOut(app(), username, await tokensOf(app(), username));
        const { $metadata: _after, ...after } = await app().api.adminGetUser(whom);
        assert.deepEqual(after, before);
      });

      test("leaves a sign-in that has begun, whose tokens come after", async () => {
        const username = await addUser(app());
        const tokens = await tokensOf(app(), username);
        const set = { UserPoolId: app().poolId, Username: username, Password: TEMPORARY };
        await app().api.adminSetUserPassword(set);
        const { ChallengeName, Session } = await signIn(app(), username, TEMPORARY);
        await signOut(app(), username, tokens);
        const answered = await app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName,
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
        });
        await isGood(app(), tokensIn(answered));
      });
    });
  }

  test("a token signs out once", async () => {
    const { access } = await tokensOf(app(), await addUser(app()));
    await app().api.globalSignOut({ AccessToken: access });
    await assert.rejects(app().api.globalSignOut({ AccessToken: access }), accessRevoked);
  });

  test("an administrator may sign a user out again and again, signed in or not", async () => {
    const username = await addUser(app());
    const whom = { UserPoolId: app().poolId, Username: username };
    for (let round = 0; round < 2; round++) await app().api.adminUserGlobalSignOut(whom);
    assert.ok((await signIn(app(), username)).AuthenticationResult);
  });

  test("an administrator finds the user by the sub, and nobody by another name", async () => {
    const username = await addUser(app());
    const tokens = await tokensOf(app(), username);
    const { sub } = claimsOf(tokens.access);
    await app().api.adminUserGlobalSignOut({ UserPoolId: app().poolId, Username: String(sub) });
    await isRevoked(app(), tokens);
    await assert.rejects(
      app().api.adminUserGlobalSignOut({ UserPoolId: app().poolId, Username: "nobody" }),
      nobody,
    );
  });

  test("what signs out many times at once ends every token of before", async () => {
    const username = await addUser(app());
    const tokens = await Promise.all(Array.from({ length: 4 }, () => tokensOf(app(), username)));
    const { refusals } = await outcomes(
      tokens.map(({ access }) => app().api.globalSignOut({ AccessToken: access })),
    );
    for (const one of refusals) assert.match(one, /Access Token has been revoked/);
    for (const one of tokens) await isRevoked(app(), one);
    await isGood(app(), await tokensOf(app(), username));
  });
});
