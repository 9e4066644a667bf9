/** Many who want one name, or confirm one user, at the same time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  messagesTo,
  onEachDatabase,
  otherCode,
  outcomes,
  signIn,
  statusOf,
} from "../support/arrange.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { confirm, confirmAsAdmin, newSignUpApp, resend, signUp, userNamed } from "../support/sign-up.ts";
import { keepRecords } from "../triggers/records.ts";

const MANY = 50;
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const OVER = "NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED";
const WRONG = "CodeMismatchException: Invalid verification code provided, please try again.";
const GONE = [
  "UserNotFoundException: Username/client id combination not found.",
  "ExpiredCodeException: Invalid code provided, please request a code again.",
];
const TOO_OFTEN = "LimitExceededException: Attempt limit exceeded, please try after some time.";

await onEachDatabase(
  (world) => {
    const records = beforehand(async () => keepRecords());
    const eachOnce = (refusals: readonly string[]) => [...new Set(refusals)];

    describe("of fifty who sign up at once", () => {
      const oneOf = async (app: App, username: string, refusedWith: string) => {
        const attributes = username === "jane" ? { email: "jane@example.com" } : {};
        const { kept, refusals } = await outcomes(times(MANY, () => signUp(app, { username, attributes })));
        assert.equal(kept, 1);
        assert.deepEqual(eachOnce(refusals), [`UsernameExistsException: ${refusedWith}`]);
        const { username: stored = "" } = await userNamed(app, username);
        assert.equal((await messagesTo(app, stored)).length, 1);
        await confirm(app, stored, await codeFor(app, stored));
        assert.ok((await signIn(app, username)).AuthenticationResult);
      };

      test("one has the username", async () => {
        await oneOf(await newSignUpApp(world()), "jane", "User already exists");
      });

      test("one has the e-mail address that signs in", async () => {
        const app = await newSignUpApp(world(), { pool: { UsernameAttributes: ["email"] } });
        await oneOf(app, "jane@example.com", "An account with the given email already exists.");
      });

      test("one has the phone number that signs in", async () => {
        const app = await newSignUpApp(world(), {
          pool: { UsernameAttributes: ["phone_number"], AutoVerifiedAttributes: ["phone_number"] },
        });
        await oneOf(app, "+15555550100", "An account with the given phone_number already exists.");
      });

      test("one has the name however it is written, where the pool ignores case", async () => {
        const app = await newSignUpApp(world(), {
          pool: { UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } },
        });
        const spellings = times(MANY, (at) =>
          [..."jane@example.com"].map((c, i) => ((at >> (i % 6)) & 1 ? c.toUpperCase() : c)).join(""),
        );
        const { kept, refusals } = await outcomes(
          spellings.map((username) => signUp(app, { username, attributes: {} })),
        );
        assert.equal(kept, 1);
        assert.deepEqual(eachOnce(refusals), [
          "UsernameExistsException: An account with the given email already exists.",
        ]);
      });

      test("each who has a name of their own is there", async () => {
        const app = await newSignUpApp(world());
        const { kept } = await outcomes(times(MANY, () => signUp(app)));
        assert.equal(kept, MANY);
      });

      test("one is confirmed at once and holds the alias, and all others are confirmed without it", async () => {
        const app = await newSignUpApp(world(), {
          pool: { AliasAttributes: ["email"], LambdaConfig: { PreSignUp: functionArn("does-as-told") } },
        });
        const ClientMetadata = {
          PreSignUp_SignUp: JSON.stringify({ autoConfirmUser: true, autoVerifyEmail: true }),
        };
        const made = await Promise.all(times(8, () => signUp(app, { ClientMetadata })));
        const found = await Promise.all(made.map(({ username }) => userNamed(app, username)));
        assert.ok(found.every(({ status }) => status === "CONFIRMED"));
        const holders = found.filter(({ attributes }) => attributes["email_verified"] === "true");
        assert.deepEqual(
          holders.map(({ username }) => username),
          [(await userNamed(app, "jane@example.com")).username],
        );
      });
    });

    describe("of fifty who confirm one user at once", () => {
      const watched = beforehand(() =>
        newSignUpApp(world(), { pool: { LambdaConfig: { PostConfirmation: functionArn("does-as-told") } } }),
      );
      const told = (username: string) =>
        records()(watched().poolId).filter(({ event }) => event.userName === username).length;

      test("one does it by the code, and PostConfirmation is told once", async () => {
        const { username } = await signUp(watched());
        const code = await codeFor(watched(), username);
        const { kept, refusals } = await outcomes(times(MANY, () => confirm(watched(), username, code)));
        assert.equal(kept, 1);
        assert.deepEqual(eachOnce(refusals), [OVER]);
        assert.equal(told(username), 1);
      });

      test("one does it, be it by the code or as administrator", async () => {
        const { username } = await signUp(watched());
        const code = await codeFor(watched(), username);
        const { kept, refusals } = await outcomes(
          times(20, (at) =>
            at % 2 ? confirm(watched(), username, code) : confirmAsAdmin(watched(), username),
          ),
        );
        assert.equal(kept, 1);
        assert.deepEqual(eachOnce(refusals), [OVER]);
        assert.equal(told(username), 1);
      });

      test("no more than five learn that they guessed wrong", async () => {
        const { username } = await signUp(watched());
        const code = otherCode(await codeFor(watched(), username));
        const { kept, refusals } = await outcomes(times(MANY, () => confirm(watched(), username, code)));
        assert.equal(kept, 0);
        assert.equal(refusals.filter((one) => one === WRONG).length, 5);
        assert.equal(refusals.filter((one) => one === TOO_OFTEN).length, MANY - 5);
        assert.equal(await statusOf(watched(), username), "UNCONFIRMED");
      });
    });

    test("of two who confirm the same alias at once one has it", async () => {
      const app = await newSignUpApp(world(), { pool: { AliasAttributes: ["email"] } });
      for (const ForceAliasCreation of [false, true]) {
        const email = `forced-${ForceAliasCreation}@example.com`;
        const made = await Promise.all(times(6, () => signUp(app, { attributes: { email } })));
        const names = made.map(({ username }) => username);
        const codes = await Promise.all(names.map((name) => codeFor(app, name)));
        const { kept, refusals } = await outcomes(
          names.map((name, at) => confirm(app, name, codes[at] ?? "", { ForceAliasCreation })),
        );
        assert.equal(kept, ForceAliasCreation ? names.length : 1);
        if (!ForceAliasCreation) {
          assert.deepEqual(eachOnce(refusals), [
            "AliasExistsException: An account with the email already exists.",
          ]);
        }
        const found = await Promise.all(names.map((name) => userNamed(app, name)));
        const holders = found.filter(({ attributes }) => attributes["email_verified"] === "true");
        assert.equal(holders.length, 1);
        assert.equal((await userNamed(app, email)).username, holders[0]?.username);
      }
    });

    test("of many codes that are asked for at once five are sent, and the last stored is good", async () => {
      const app = await newSignUpApp(world());
      const { username } = await signUp(app);
      const { kept, refusals } = await outcomes(times(20, () => resend(app, username)));
      assert.equal(kept, 5);
      assert.deepEqual(eachOnce(refusals), [TOO_OFTEN]);
      const codes = (await messagesTo(app, username)).map(({ code = "" }) => code);
      assert.equal(codes.length, 6);
      const { kept: right } = await outcomes(codes.slice(0, 5).map((code) => confirm(app, username, code)));
      assert.equal(right, 1);
    });

    test("a user who is deleted while confirming is gone", async () => {
      const app = await newSignUpApp(world());
      for (const at of times(5, (n) => n)) {
        const { username } = await signUp(app, { username: `fleeting-${at}` });
        const code = await codeFor(app, username);
        const { api, poolId } = app;
        const { refusals } = await outcomes([
          confirm(app, username, code),
          api.adminDeleteUser({ UserPoolId: poolId, Username: username }),
        ]);
        assert.ok(
          refusals.every((one) => GONE.includes(one)),
          refusals.join(),
        );
        await assert.rejects(userNamed(app, username), { name: "UserNotFoundException" });
        await addUser(app, { username });
      }
    });
  },
  ...withFunctions,
);
