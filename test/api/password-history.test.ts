import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  forgot,
  newApp,
  openWorld,
  otherCode,
  outcomes,
  resetPassword,
  signIn,
  statusOf,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";

const SIZE = 2;
const USED_BEFORE = "Password was used before and can not be used again yet.";
const used = refusal("PasswordHistoryPolicyViolationException", USED_BEFORE);
const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const limit = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");

const FIRST = "F1rst-Passw0rd!";
const SECOND = "Sec0nd-Passw0rd!";
const THIRD = "Th1rd-Passw0rd!";

const policies = (PasswordHistorySize: number) => ({
  PasswordPolicy: { MinimumLength: 8, PasswordHistorySize },
});

const setPassword = ({ api, poolId }: App, username: string, Password: string, Permanent = true) =>
  api.adminSetUserPassword({ UserPoolId: poolId, Username: username, Password, Permanent });

/** The ways to set a password of one's own; each takes a user who has the password `present`. */
const SETTERS: Readonly<
  Record<string, (app: App, username: string, present: string, password: string) => Promise<unknown>>
> = {
  AdminSetUserPassword: (app, username, _, password) => setPassword(app, username, password),
  async ChangePassword(app, username, PreviousPassword, ProposedPassword) {
    const { access: AccessToken } = await tokensOf(app, username, PreviousPassword);
    return app.api.changePassword({ AccessToken, PreviousPassword, ProposedPassword });
  },
  async ConfirmForgotPassword(app, username, _, password) {
    await forgot(app, username);
    return confirmReset(app, username, await codeFor(app, username), password);
  },
};

await forEachDatabase((_name, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database) };
  });
  const world = () => opened().world;
  const app = beforehand(() => newApp(world(), { pool: { Policies: policies(SIZE) } }));

  /** A user who had these passwords, the last one now; the temporary one lies too far back to matter. */
  async function userWith(...passwords: readonly string[]): Promise<string> {
    const [first = FIRST, ...later] = passwords;
    const username = await addUser(app(), { password: first });
    for (const password of later) await setPassword(app(), username, password);
    return username;
  }

  for (const [name, set] of Object.entries(SETTERS)) {
    describe(name, () => {
      test("refuses the password the user has, and the one before", async () => {
        const username = await userWith(FIRST, SECOND);
        for (const password of [SECOND, FIRST]) {
          await assert.rejects(set(app(), username, SECOND, password), used);
        }
        assert.ok((await signIn(app(), username, SECOND)).AuthenticationResult);
      });

      test("takes one that lies further back", async () => {
        const username = await userWith(FIRST, SECOND, THIRD);
        await set(app(), username, THIRD, FIRST);
        assert.ok((await signIn(app(), username, FIRST)).AuthenticationResult);
        await assert.rejects(setPassword(app(), username, THIRD), used);
        await setPassword(app(), username, SECOND);
      });

      test("takes any where the pool keeps no history", async () => {
        const forgetful = await newApp(world());
        const username = await addUser(forgetful, { password: FIRST });
        await set(forgetful, username, FIRST, FIRST);
        assert.ok((await signIn(forgetful, username, FIRST)).AuthenticationResult);
      });

      test("compares Argon2id hashes as well", async () => {
        const hashing = await newApp(world(), {
          pool: { Policies: policies(SIZE), UserPoolTags: { "poolkeeper:password-hash": "argon2id" } },
        });
        const username = await addUser(hashing, { password: FIRST });
        await assert.rejects(set(hashing, username, FIRST, FIRST), used);
        await set(hashing, username, FIRST, SECOND);
      });
    });
  }

  describe("NEW_PASSWORD_REQUIRED", () => {
    const begin = async (username: string, temporary: string) =>
      there((await signIn(app(), username, temporary)).Session);
    const answer = (username: string, Session: string, password: string) =>
      app().api.respondToAuthChallenge({
        ClientId: app().clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
      });

    test("refuses the temporary password, and then takes another in the same session", async () => {
      const username = await addUser(app(), { password: null, temporary: FIRST });
      const session = await begin(username, FIRST);
      await assert.rejects(answer(username, session, FIRST), used);
      assert.equal(await statusOf(app(), username), "FORCE_CHANGE_PASSWORD");
      assert.ok(tokensIn(await answer(username, session, SECOND)));
    });

    test("refuses the password of before the temporary one, which counts from then on", async () => {
      const username = await userWith(FIRST);
      await setPassword(app(), username, SECOND, false);
      await assert.rejects(answer(username, await begin(username, SECOND), FIRST), used);
      await answer(username, await begin(username, SECOND), THIRD);
      await assert.rejects(setPassword(app(), username, SECOND), used);
      await setPassword(app(), username, FIRST);
    });
  });

  describe("the history", () => {
    test("begins with the password a user signed up with", async () => {
      const username = "signed-up";
      await app().api.signUp({ ClientId: app().clientId, Username: username, Password: FIRST });
      await app().api.adminConfirmSignUp({ UserPoolId: app().poolId, Username: username });
      await assert.rejects(setPassword(app(), username, FIRST), used);
      await setPassword(app(), username, SECOND);
      await assert.rejects(setPassword(app(), username, FIRST), used);
    });

    test("keeps a password that an administrator's reset voids", async () => {
      const username = await userWith(FIRST, SECOND);
      await resetPassword(app(), username);
      const code = await codeFor(app(), username);
      for (const password of [SECOND, FIRST]) {
        await assert.rejects(confirmReset(app(), username, code, password), used);
      }
      await confirmReset(app(), username, code, THIRD);
    });

    test("of one is the password the user has", async () => {
      const short = await newApp(world(), { pool: { Policies: policies(1) } });
      const username = await addUser(short, { password: FIRST });
      await assert.rejects(setPassword(short, username, FIRST), used);
      await setPassword(short, username, SECOND);
      await setPassword(short, username, FIRST);
    });

    test("of twenty-four is that long", async () => {
      const long = await newApp(world(), { pool: { Policies: policies(24) } });
      const username = await addUser(long, { password: `${FIRST}0` });
      for (let at = 1; at < 24; at++) await setPassword(long, username, `${FIRST}${at}`);
      await assert.rejects(setPassword(long, username, `${FIRST}0`), used);
      await setPassword(long, username, SECOND);
      await setPassword(long, username, `${FIRST}0`);
    });

    test("begins with the present password where the pool kept none before", async () => {
      const late = await newApp(world(), { pool: { Policies: policies(0) } });
      const username = await addUser(late, { password: FIRST });
      await setPassword(late, username, SECOND);
      await rawSql(
        opened().database,
        `update pools set settings = replace(settings, '"PasswordHistorySize":0', '"PasswordHistorySize":2')
         where id = '${late.poolId}'`,
      );
      await assert.rejects(setPassword(late, username, SECOND), used);
      await setPassword(late, username, THIRD);
      await assert.rejects(setPassword(late, username, SECOND), used);
      await setPassword(late, username, FIRST);
    });

    test("is each user's own, and ends with the user", async () => {
      const username = await addUser(app(), { username: "ann", password: FIRST });
      await userWith(SECOND);
      await setPassword(app(), username, SECOND);
      await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: username });
      await addUser(app(), { username: "ann", password: THIRD });
      await setPassword(app(), username, FIRST);
    });
  });

  describe("a code to set another password", () => {
    test("tells of the history to its holder alone", async () => {
      const username = await userWith(FIRST, SECOND);
      await assert.rejects(confirmReset(app(), username, "123456", FIRST), expired);
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      await assert.rejects(confirmReset(app(), username, otherCode(code), FIRST), mismatch);
      await assert.rejects(confirmReset(app(), username, code, FIRST), used);
    });

    test("stays good until a new password is found", async () => {
      const username = await userWith(FIRST, SECOND);
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      for (let tried = 0; tried < 8; tried++) {
        await assert.rejects(confirmReset(app(), username, code, SECOND), used);
      }
      await confirmReset(app(), username, code, THIRD);
      await assert.rejects(confirmReset(app(), username, code, "F0urth-Passw0rd!"), expired);
      assert.ok((await signIn(app(), username, THIRD)).AuthenticationResult);
    });

    test("is not for trying out what the user's passwords were", async () => {
      const username = await userWith(FIRST);
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      for (let tried = 1; tried < 20; tried++) {
        await assert.rejects(confirmReset(app(), username, code, FIRST), used);
      }
      await assert.rejects(confirmReset(app(), username, code, FIRST), limit);
      await confirmReset(app(), username, code, SECOND);
    });

    test("changes nothing for a password that was used", async () => {
      const username = await userWith(FIRST);
      await resetPassword(app(), username);
      const code = await codeFor(app(), username);
      await assert.rejects(confirmReset(app(), username, code, FIRST), used);
      assert.equal(await statusOf(app(), username), "RESET_REQUIRED");
    });
  });

  test("ChangePassword tells of the history to who knows the password alone", async () => {
    const username = await userWith(FIRST, SECOND);
    const { access: AccessToken } = await tokensOf(app(), username, SECOND);
    const change = (PreviousPassword: string) =>
      app().api.changePassword({ AccessToken, PreviousPassword, ProposedPassword: FIRST });
    await assert.rejects(change(THIRD), wrong);
    await assert.rejects(change(SECOND), used);
  });

  describe("at once", () => {
    test("one of many who set the same password does it, and the others learn that it was used", async () => {
      const username = await userWith(FIRST);
      const { kept, refusals } = await outcomes(
        Array.from({ length: 5 }, () => setPassword(app(), username, SECOND)),
      );
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set([`PasswordHistoryPolicyViolationException: ${USED_BEFORE}`]),
      );
    });

    test("of two who set different passwords both do it, and both passwords count", async () => {
      const username = await userWith(FIRST);
      const { kept } = await outcomes([SECOND, THIRD].map((one) => setPassword(app(), username, one)));
      assert.equal(kept, 2);
      for (const one of [SECOND, THIRD]) await assert.rejects(setPassword(app(), username, one), used);
      await setPassword(app(), username, FIRST);
    });

    test("a code sets one password, however often it is sent along", async () => {
      const username = await userWith(FIRST);
      await forgot(app(), username);
      const code = await codeFor(app(), username);
      const { kept, refusals } = await outcomes(
        [SECOND, THIRD, SECOND, THIRD].map((one) => confirmReset(app(), username, code, one)),
      );
      assert.equal(kept, 1);
      for (const one of refusals) assert.match(one, /^(ExpiredCode|PasswordHistoryPolicyViolation)Exception/);
    });
  });
});
