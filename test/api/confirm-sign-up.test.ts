import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  lastMessageTo,
  newClient,
  onEachDatabase,
  otherCode,
  resetPassword,
  signIn,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import {
  confirm,
  confirmAsAdmin,
  EMAIL,
  newSignUpApp,
  resend,
  signUp,
  userNamed,
} from "../support/sign-up.ts";

const DAY = 86_400;
const HOUR = 3600;
const PHONE = "+15555550100";

const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const tooOften = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const denied = (message: string) => refusal("NotAuthorizedException", message);
const notNow = (status: string) => denied(`User cannot be confirmed. Current status is ${status}`);
const noCombination = refusal("UserNotFoundException", "Username/client id combination not found.");
const nobody = refusal("UserNotFoundException", "User does not exist.");
const taken = (attribute: string) =>
  refusal("AliasExistsException", `An account with the ${attribute} already exists.`);

await onEachDatabase((world) => {
  const app = beforehand(() => newSignUpApp(world()));
  const hidden = beforehand(() =>
    newSignUpApp(world(), { client: { PreventUserExistenceErrors: "ENABLED" } }),
  );
  const newcomer = async (at: App = app()) => (await signUp(at)).username;

  describe("the code of a sign-up", () => {
    test("confirms the user, and verifies where it went", async () => {
      const username = await newcomer();
      const { $metadata, ...answer } = await confirm(app(), username, await codeFor(app(), username));
      assert.deepEqual(answer, {});
      const { status, attributes } = await userNamed(app(), username);
      assert.equal(status, "CONFIRMED");
      assert.equal(attributes["email_verified"], "true");
      assert.ok((await signIn(app(), username)).AuthenticationResult);
    });

    test("that went by SMS verifies the number alone", async () => {
      const both = await newSignUpApp(world(), {
        pool: { AutoVerifiedAttributes: ["email", "phone_number"] },
      });
      const { username } = await signUp(both, { attributes: { email: EMAIL, phone_number: PHONE } });
      await confirm(both, username, await codeFor(both, username));
      const { attributes } = await userNamed(both, username);
      assert.equal(attributes["phone_number_verified"], "true");
      assert.equal(attributes["email_verified"], "false");
    });

    test("is good for whom it was sent to, by the name, the id or the address that signs in", async () => {
      const byMail = await newSignUpApp(world(), { pool: { UsernameAttributes: ["email"] } });
      const bySub = (sub: string): string => sub;
      const byEmail = (_: string, email: string): string => email;
      for (const nameOf of [bySub, byEmail]) {
        const email = `by-${nameOf.name}@example.com`;
        const { UserSub = "" } = await signUp(byMail, { username: email, attributes: {} });
        await confirm(byMail, nameOf(UserSub, email), await codeFor(byMail, UserSub));
        assert.equal((await userNamed(byMail, email)).status, "CONFIRMED");
      }
      const [one, other] = [await newcomer(), await newcomer()];
      const code = await codeFor(app(), one);
      if ((await codeFor(app(), other)) === code) return;
      await assert.rejects(confirm(app(), other, code), mismatch);
      await confirm(app(), one, code);
    });

    test("is good for a day", async () => {
      const [early, late] = [await newcomer(), await newcomer()];
      world().pass(DAY - 60);
      await confirm(app(), early, await codeFor(app(), early));
      world().pass(60);
      await assert.rejects(confirm(app(), late, await codeFor(app(), late)), expired);
    });

    test("is good at every client of the pool", async () => {
      const username = await newcomer();
      const clientId = await newClient(app());
      await confirm({ ...app(), clientId }, username, await codeFor(app(), username));
      assert.equal((await userNamed(app(), username)).status, "CONFIRMED");
    });

    test("is not there for a user whom none was sent", async () => {
      const { username } = await signUp(app(), { attributes: {} });
      await assert.rejects(confirm(app(), username, "123456"), expired);
    });

    test("is no good for another address than it went to", async () => {
      const username = await newcomer();
      const code = await codeFor(app(), username);
      await app().api.adminUpdateUserAttributes({
        UserPoolId: app().poolId,
        Username: username,
        UserAttributes: [{ Name: "email", Value: "else@example.com" }],
      });
      await assert.rejects(confirm(app(), username, code), expired);
      await resend(app(), username);
      const { to, code: another } = await lastMessageTo(app(), username);
      assert.equal(to, "else@example.com");
      await confirm(app(), username, there(another));
      const { status, attributes } = await userNamed(app(), username);
      assert.deepEqual([status, attributes["email_verified"]], ["CONFIRMED", "true"]);
    });
  });

  describe("a wrong code", () => {
    test("leaves the right one good", async () => {
      const username = await newcomer();
      const code = await codeFor(app(), username);
      await assert.rejects(confirm(app(), username, otherCode(code)), mismatch);
      assert.equal((await userNamed(app(), username)).status, "UNCONFIRMED");
      await confirm(app(), username, code);
    });

    test("can be tried five times, and then no code is any good until another is sent", async () => {
      const username = await newcomer();
      const code = await codeFor(app(), username);
      for (let tries = 1; tries <= 5; tries++) {
        await assert.rejects(confirm(app(), username, otherCode(code)), mismatch);
      }
      await assert.rejects(confirm(app(), username, code), tooOften);
      await resend(app(), username);
      await confirm(app(), username, await codeFor(app(), username));
    });

    test("can be tried fifteen times within the hour, however many codes are sent", async () => {
      const username = await newcomer();
      for (let codes = 1; codes <= 3; codes++) {
        for (let tries = 1; tries <= 5; tries++) {
          await assert.rejects(confirm(app(), username, "no-code"), mismatch);
        }
        await resend(app(), username);
      }
      const code = await codeFor(app(), username);
      await assert.rejects(confirm(app(), username, code), tooOften);
      world().pass(HOUR);
      await confirm(app(), username, code);
    });
  });

  describe("an alias that another user has", () => {
    const aliased = beforehand(() =>
      newSignUpApp(world(), {
        pool: {
          AliasAttributes: ["email", "phone_number"],
          AutoVerifiedAttributes: ["email", "phone_number"],
        },
      }),
    );
    const contested = async (email: string) => {
      const owner = await addUser(aliased(), { attributes: { email, email_verified: "true" } });
      const { username } = await signUp(aliased(), { attributes: { email } });
      return { owner, username, code: await codeFor(aliased(), username) };
    };

    test("is refused, and the code stays good", async () => {
      const { owner, username, code } = await contested("refused@example.com");
      for (let time = 1; time <= 7; time++) {
        await assert.rejects(confirm(aliased(), username, code), taken("email"));
      }
      assert.equal((await userNamed(aliased(), username)).status, "UNCONFIRMED");
      assert.equal((await userNamed(aliased(), "refused@example.com")).username, owner);
      await confirm(aliased(), username, code, { ForceAliasCreation: true });
      assert.equal((await userNamed(aliased(), "refused@example.com")).username, username);
    });

    test("is told only to who has the code", async () => {
      const { username, code } = await contested("hidden@example.com");
      await assert.rejects(confirm(aliased(), username, otherCode(code)), mismatch);
    });

    test("moves by force, and is the other's no more", async () => {
      const { owner, username, code } = await contested("moved@example.com");
      await confirm(aliased(), username, code, { ForceAliasCreation: true });
      assert.equal((await userNamed(aliased(), owner)).attributes["email_verified"], "false");
      assert.ok((await signIn(aliased(), "moved@example.com")).AuthenticationResult);
      assert.equal((await userNamed(aliased(), "moved@example.com")).username, username);
    });

    test("may be a phone number", async () => {
      const attributes = { phone_number: "+15555550123" };
      await addUser(aliased(), { attributes: { ...attributes, phone_number_verified: "true" } });
      const { username } = await signUp(aliased(), { attributes });
      await assert.rejects(
        confirm(aliased(), username, await codeFor(aliased(), username)),
        taken("phone_number"),
      );
    });

    test("does not find who has not confirmed it", async () => {
      const email = "unproven@example.com";
      const { username } = await signUp(aliased(), { attributes: { email } });
      const code = await codeFor(aliased(), username);
      await assert.rejects(confirm(aliased(), email, code), noCombination);
      await confirm(aliased(), username, code);
      assert.equal((await userNamed(aliased(), email)).username, username);
    });
  });

  describe("who does not wait to be confirmed", () => {
    test("is refused, whatever the code", async () => {
      const username = await newcomer();
      const code = await codeFor(app(), username);
      await confirm(app(), username, code);
      await assert.rejects(confirm(app(), username, code), notNow("CONFIRMED"));
      const invited = await addUser(app(), { password: null });
      await assert.rejects(confirm(app(), invited, "123456"), notNow("FORCE_CHANGE_PASSWORD"));
      const reset = await addUser(app());
      await resetPassword(app(), reset);
      await assert.rejects(confirm(app(), reset, await codeFor(app(), reset)), notNow("RESET_REQUIRED"));
    });

    test("is told so where the client conceals users as well", async () => {
      const username = await addUser(hidden());
      await assert.rejects(confirm(hidden(), username, "123456"), notNow("CONFIRMED"));
    });
  });

  describe("a disabled user", () => {
    const disabled = async (at: App) => {
      const username = await newcomer(at);
      await at.api.adminDisableUser({ UserPoolId: at.poolId, Username: username });
      return username;
    };

    test("does not confirm", async () => {
      const username = await disabled(app());
      await assert.rejects(
        confirm(app(), username, await codeFor(app(), username)),
        denied("User is disabled."),
      );
    });

    test("is like nobody where the client conceals users", async () => {
      const username = await disabled(hidden());
      await assert.rejects(confirm(hidden(), username, await codeFor(hidden(), username)), expired);
    });

    test("is confirmed by an administrator, and stays disabled", async () => {
      const username = await disabled(app());
      await confirmAsAdmin(app(), username);
      const { status, enabled } = await userNamed(app(), username);
      assert.deepEqual({ status, enabled }, { status: "CONFIRMED", enabled: false });
    });
  });

  describe("nobody", () => {
    test("is told apart by a client that does not conceal", async () => {
      await assert.rejects(confirm(app(), "nobody", "123456"), noCombination);
    });

    test("has an expired code where the client conceals, until one is asked for", async () => {
      await assert.rejects(confirm(hidden(), "nobody", "123456"), expired);
      await resend(hidden(), "nobody");
      await assert.rejects(confirm(hidden(), "nobody", "123456"), mismatch);
      world().pass(DAY);
      await assert.rejects(confirm(hidden(), "nobody", "123456"), expired);
    });

    test("may try as often as somebody, and no more often", async () => {
      for (const name of ["nobody-else", await newcomer(hidden())]) {
        await resend(hidden(), name);
        for (let tries = 1; tries <= 5; tries++) {
          await assert.rejects(confirm(hidden(), name, "no-code"), mismatch, name);
        }
        await assert.rejects(confirm(hidden(), name, "no-code"), tooOften, name);
        await resend(hidden(), name);
        for (let tries = 1; tries <= 5; tries++) {
          await assert.rejects(confirm(hidden(), name, "no-code"), mismatch, name);
        }
        await resend(hidden(), name);
        for (let tries = 1; tries <= 4; tries++) {
          await assert.rejects(confirm(hidden(), name, "no-code"), mismatch, name);
        }
        await assert.rejects(confirm(hidden(), name, "no-code"), tooOften, name);
        await resend(hidden(), name);
        await assert.rejects(confirm(hidden(), name, "no-code"), tooOften, name);
      }
    });
  });

  test("a client with a secret asks for its hash before it says anything", async () => {
    const { UserPoolClient } = await app().api.createUserPoolClient({
      UserPoolId: app().poolId,
      ClientName: "server",
      GenerateSecret: true,
    });
    const at = { ...app(), clientId: there(UserPoolClient?.ClientId) };
    const username = await newcomer();
    const code = await codeFor(app(), username);
    const hash = createHmac("sha256", there(UserPoolClient?.ClientSecret));
    const SecretHash = hash.update(`${username}${at.clientId}`).digest("base64");
    for (const name of [username, "nobody"]) {
      await assert.rejects(
        confirm(at, name, code),
        denied(`Client ${at.clientId} is configured with secret but SECRET_HASH was not received`),
      );
    }
    await confirm(at, username, code, { SecretHash });
  });

  describe("an administrator", () => {
    test("confirms without a code, and verifies nothing", async () => {
      const username = await newcomer();
      const { $metadata, ...answer } = await confirmAsAdmin(app(), username);
      assert.deepEqual(answer, {});
      const { status, attributes } = await userNamed(app(), username);
      assert.equal(status, "CONFIRMED");
      assert.equal(attributes["email_verified"], "false");
      assert.ok((await signIn(app(), username)).AuthenticationResult);
      await assert.rejects(confirm(app(), username, await codeFor(app(), username)), notNow("CONFIRMED"));
    });

    test("confirms no alias", async () => {
      const aliased = await newSignUpApp(world(), { pool: { AliasAttributes: ["email"] } });
      const { username } = await signUp(aliased);
      await confirmAsAdmin(aliased, username);
      await assert.rejects(userNamed(aliased, EMAIL), nobody);
    });

    test("confirms nobody twice, and nobody who is not there", async () => {
      const username = await newcomer();
      await confirmAsAdmin(app(), username);
      await assert.rejects(confirmAsAdmin(app(), username), notNow("CONFIRMED"));
      await assert.rejects(confirmAsAdmin(app(), "nobody"), nobody);
      const abroad = { ...app(), poolId: "us-east-1_Nowhere00" };
      await assert.rejects(
        confirmAsAdmin(abroad, username),
        refusal("ResourceNotFoundException", "User pool us-east-1_Nowhere00 does not exist."),
      );
    });
  });
});
