import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  confirmReset,
  NEW_PASSWORD,
  newApp,
  openWorld,
  outcomes,
  PASSWORD,
  refresh,
  signIn,
  statusOf,
  TEMPORARY,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const locked = refusal("NotAuthorizedException", "Password attempts exceeded");
const limit = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const OTHER = "0ther-Passw0rd!";
const HOUR = 3600;
const DAY = 86_400;

const change = (
  { api }: App,
  AccessToken: string,
  PreviousPassword: string | undefined = PASSWORD,
  ProposedPassword: string = NEW_PASSWORD,
) => api.changePassword({ AccessToken, PreviousPassword, ProposedPassword });

await forEachDatabase((_name, make) => {
  const opened = beforehand(async () => {
    const database = await make();
    return { database, world: await openWorld(database) };
  });
  const app = beforehand(() => newApp(opened().world));

  /** A signed-in user. */
  async function arrange(of: App = app()) {
    const username = await addUser(of);
    return { username, ...(await tokensOf(of, username)) };
  }

  /** One whose password is gone, as that of those who sign in by codes. */
  async function passwordless() {
    const user = await arrange();
    await rawSql(
      opened().database,
      `update users set password = null, password_set_at = null where username = '${user.username}'`,
    );
    return user;
  }

  describe("ChangePassword", () => {
    test("puts the new password in the old one's place", async () => {
      const { username, access } = await arrange();
      const { $metadata: _, ...answer } = await change(app(), access);
      assert.deepEqual(answer, {});
      await assert.rejects(signIn(app(), username), wrong);
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
    });

    test("counts for SRP too", async () => {
      const { username, access } = await arrange();
      await change(app(), access);
      const srp = srpClient(app().poolId);
      const { ChallengeName, ChallengeParameters } = await app().api.initiateAuth({
        ClientId: app().clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
      });
      const { AuthenticationResult } = await app().api.respondToAuthChallenge({
        ClientId: app().clientId,
        ChallengeName,
        ChallengeResponses: srp.answer(ChallengeParameters, NEW_PASSWORD),
      });
      assert.ok(AuthenticationResult);
    });

    test("works where the pool keeps Argon2id hashes", async () => {
      const hashing = await newApp(opened().world, {
        pool: { UserPoolTags: { "poolkeeper:password-hash": "argon2id" } },
      });
      const { username, access } = await arrange(hashing);
      await assert.rejects(change(hashing, access, OTHER), wrong);
      await change(hashing, access);
      await assert.rejects(signIn(hashing, username), wrong);
      assert.ok((await signIn(hashing, username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("leaves every token good", async () => {
      const { username, access, refresh: token } = await arrange();
      const elsewhere = await tokensOf(app(), username);
      await change(app(), access);
      for (const AccessToken of [access, elsewhere.access]) await app().api.getUser({ AccessToken });
      for (const one of [token, elsewhere.refresh]) {
        assert.ok((await refresh(app(), one)).AuthenticationResult);
      }
    });

    test("may leave the password as it is, where the pool keeps no history", async () => {
      const { username, access } = await arrange();
      await change(app(), access, PASSWORD, PASSWORD);
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("moves the date of the last change", async () => {
      const { username, access } = await arrange();
      const lastModified = async () => {
        const user = await app().api.adminGetUser({ UserPoolId: app().poolId, Username: username });
        return there(user.UserLastModifiedDate).getTime();
      };
      const before = await lastModified();
      opened().world.pass(10);
      await change(app(), access);
      assert.ok((await lastModified()) >= before + 10_000);
    });

    test("ends a code that was sent to recover the old one", async () => {
      const { username, access } = await arrange();
      await app().api.forgotPassword({ ClientId: app().clientId, Username: username });
      const code = await codeFor(app(), username);
      await change(app(), access);
      await assert.rejects(
        confirmReset(app(), username, code, OTHER),
        refusal("ExpiredCodeException", "Invalid code provided, please request a code again."),
      );
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });
  });

  describe("the previous password", () => {
    test("is refused where it is wrong, and nothing changes", async () => {
      const { username, access } = await arrange();
      await assert.rejects(change(app(), access, OTHER), wrong);
      assert.ok((await signIn(app(), username)).AuthenticationResult);
      await assert.rejects(signIn(app(), username, NEW_PASSWORD), wrong);
    });

    test("is needed of who has one", async () => {
      const { username, access } = await arrange();
      const unproved = app().api.changePassword({ AccessToken: access, ProposedPassword: NEW_PASSWORD });
      await assert.rejects(
        unproved,
        refusal(
          "InvalidParameterException",
          "1 validation error detected: Value at 'previousPassword' failed to satisfy constraint: Member must not be null",
        ),
      );
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("is not needed of who has none, once", async () => {
      const { username, access } = await passwordless();
      const first = () => app().api.changePassword({ AccessToken: access, ProposedPassword: NEW_PASSWORD });
      await first();
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
      await assert.rejects(first(), { name: "InvalidParameterException" });
      await change(app(), access, NEW_PASSWORD, OTHER);
    });

    test("is wrong where there is none", async () => {
      const { username, access } = await passwordless();
      await assert.rejects(change(app(), access, PASSWORD), wrong);
      await assert.rejects(signIn(app(), username, NEW_PASSWORD), wrong);
    });

    test("of somebody who signs in elsewhere is nobody's to leave out", async () => {
      const { username, access } = await passwordless();
      await rawSql(
        opened().database,
        `update users set status = 'EXTERNAL_PROVIDER' where username = '${username}'`,
      );
      await assert.rejects(
        app().api.changePassword({ AccessToken: access, ProposedPassword: NEW_PASSWORD }),
        { name: "InvalidParameterException" },
      );
      await assert.rejects(change(app(), access), wrong);
      assert.equal(await statusOf(app(), username), "EXTERNAL_PROVIDER");
    });

    test("may be a temporary one, which the user's own then replaces", async () => {
      const { username, access } = await arrange();
      const set = { UserPoolId: app().poolId, Username: username, Password: TEMPORARY };
      await app().api.adminSetUserPassword(set);
      await change(app(), access, TEMPORARY);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("may not be a temporary one that is too old", async () => {
      const { username, access } = await arrange();
      const set = { UserPoolId: app().poolId, Username: username, Password: TEMPORARY };
      await app().api.adminSetUserPassword(set);
      // No access token lives as long as a temporary password does.
      await rawSql(
        opened().database,
        `update users set password_set_at = password_set_at - ${7 * DAY * 1000} where username = '${username}'`,
      );
      await assert.rejects(
        change(app(), access, TEMPORARY),
        refusal(
          "NotAuthorizedException",
          "Temporary password has expired and must be reset by an administrator.",
        ),
      );
      assert.equal(await statusOf(app(), username), "FORCE_CHANGE_PASSWORD");
    });
  });

  describe("the proposed password", () => {
    test("has to keep the policy", async () => {
      const { username, access } = await arrange();
      for (const [weak, reason] of [
        ["Sh0rt!", "Password not long enough"],
        ["n0-capitals!", "Password must have uppercase characters"],
        ["N0-MINUSCULES!", "Password must have lowercase characters"],
        ["No-Digits!", "Password must have numeric characters"],
        ["N0Symbols0", "Password must have symbol characters"],
      ] as const) {
        await assert.rejects(
          change(app(), access, PASSWORD, weak),
          refusal("InvalidPasswordException", `Password does not conform to policy: ${reason}`),
        );
      }
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("is no try while it is too weak", async () => {
      const { access } = await arrange();
      for (let tried = 0; tried < 6; tried++) {
        await assert.rejects(change(app(), access, PASSWORD, "weak"), { name: "InvalidPasswordException" });
      }
      await change(app(), access);
    });
  });

  describe("tries", () => {
    test("are five within an hour, right or wrong", async () => {
      const { username, access } = await arrange();
      for (let tried = 0; tried < 2; tried++) await assert.rejects(change(app(), access, OTHER), wrong);
      await change(app(), access, PASSWORD, NEW_PASSWORD);
      await change(app(), access, NEW_PASSWORD, OTHER);
      await change(app(), access, OTHER, PASSWORD);
      await assert.rejects(change(app(), access, PASSWORD, NEW_PASSWORD), limit);
      await assert.rejects(change(app(), access, OTHER, NEW_PASSWORD), limit);
      const another = await arrange();
      await change(app(), another.access);

      opened().world.pass(HOUR);
      const later = await tokensOf(app(), username);
      await change(app(), later.access);
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });

    test("are five side by side too", async () => {
      const { access } = await arrange();
      const guesses = Array.from({ length: 12 }, (_, at) => change(app(), access, `${OTHER}${at}`));
      const { kept, refusals } = await outcomes(guesses);
      assert.equal(kept, 0);
      assert.equal(refusals.filter((one) => /Incorrect/.test(one)).length, 5);
      assert.equal(refusals.filter((one) => /ttempt(s| limit) exceeded/.test(one)).length, 7);
    });

    test("that are wrong count with wrong ones at sign-in", async () => {
      const { username, access } = await arrange();
      for (let tried = 0; tried < 4; tried++) await assert.rejects(change(app(), access, OTHER), wrong);
      for (let tried = 4; tried < 9; tried++) {
        await assert.rejects(signIn(app(), username, OTHER), wrong);
        opened().world.pass(20);
      }
      await assert.rejects(signIn(app(), username, OTHER), wrong);
      await assert.rejects(change(app(), access), locked);
      await assert.rejects(signIn(app(), username), locked);
      opened().world.pass(32);
      await change(app(), access);
    });

    test("that are right end the count of wrong ones", async () => {
      const { username, access } = await arrange();
      for (let tried = 0; tried < 4; tried++) await assert.rejects(signIn(app(), username, OTHER), wrong);
      await change(app(), access);
      for (let tried = 0; tried < 4; tried++) await assert.rejects(signIn(app(), username, OTHER), wrong);
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
    });
  });

  describe("at once", () => {
    test("one of several changes wins, and its password counts", async () => {
      const { username, access } = await arrange();
      const proposed = Array.from({ length: 5 }, (_, at) => `${NEW_PASSWORD}${at}`);
      const settled = await Promise.allSettled(proposed.map((one) => change(app(), access, PASSWORD, one)));
      const won = proposed.filter((_, at) => settled[at]?.status === "fulfilled");
      assert.equal(won.length, 1);
      for (const one of settled) if (one.status === "rejected") assert.ok(wrong(one.reason));
      opened().world.pass(60);
      assert.ok((await signIn(app(), username, there(won[0]))).AuthenticationResult);
    });

    test("one who had no password gets one of several", async () => {
      const { username, access } = await passwordless();
      const proposed = Array.from({ length: 4 }, (_, at) => `${NEW_PASSWORD}${at}`);
      const settled = await Promise.allSettled(
        proposed.map((ProposedPassword) =>
          app().api.changePassword({ AccessToken: access, ProposedPassword }),
        ),
      );
      const won = proposed.filter((_, at) => settled[at]?.status === "fulfilled");
      assert.equal(won.length, 1);
      opened().world.pass(60);
      assert.ok((await signIn(app(), username, there(won[0]))).AuthenticationResult);
    });

    test("a change beside an administrator's comes before it, or is refused", async () => {
      for (let round = 0; round < 3; round++) {
        const { username, access } = await arrange();
        const set = { UserPoolId: app().poolId, Username: username, Password: OTHER, Permanent: true };
        const [changed] = await Promise.allSettled([
          change(app(), access),
          app().api.adminSetUserPassword(set),
        ]);
        if (changed.status === "rejected") assert.ok(wrong(changed.reason));
        assert.ok((await signIn(app(), username, OTHER)).AuthenticationResult);
      }
    });
  });
});
