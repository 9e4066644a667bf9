/** Through a client with PreventUserExistenceErrors nobody learns who has an account: not by words, not by time. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OperationName } from "../../src/model/types.gen.ts";
import { type App, addUser, newApp, onEachDatabase, PASSWORD, there } from "../support/arrange.ts";
import { type RawAnswer, rawCall, successOf } from "../support/raw-call.ts";
import { signUp } from "../support/sign-up.ts";
import { srpClient } from "../support/srp-client.ts";
import { expectSameTime, timed } from "../support/timing.ts";

const WRONG = "Wr0ng-Password!";
const SOMEBODY = "somebody";
const NOBODY = "nobody";

type Input = Readonly<Record<string, unknown>>;

/** What a caller can do with a name. */
interface Door {
  /** For a name that may be anybody's; answers as the server does. */
  ask(username: string): Promise<RawAnswer>;
}

/** All of an answer that a caller sees, but for what is new in each. */
function seen({ status, headers, text }: RawAnswer): unknown {
  const fields = [...headers].filter(([name]) => name !== "x-amzn-requestid" && name !== "date");
  return { status, fields, text };
}

const SRP = srpClient("us-east-1_any");

/** The members of an answer, with no more of a text than its length to within two characters. */
function shapeOf(value: unknown): unknown {
  if (typeof value === "string") return Math.round(value.length / 4);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value).map(([name, member]) => [name, shapeOf(member)]);
}

await onEachDatabase((world) => {
  const call = (operation: OperationName, input: Input): Promise<RawAnswer> =>
    rawCall(world().url, operation, input);

  async function concealing(pool: object = {}): Promise<App> {
    const app = await newApp(world(), { pool, client: { PreventUserExistenceErrors: "ENABLED" } });
    await addUser(app, { username: SOMEBODY });
    return app;
  }

  /** The same with somebody who has not confirmed the sign-up. */
  async function concealingNewcomers(): Promise<App> {
    const app = await newApp(world(), {
      pool: { AutoVerifiedAttributes: ["email"] },
      client: { PreventUserExistenceErrors: "ENABLED" },
    });
    await signUp(app, { username: SOMEBODY, attributes: { email: "somebody@example.com" } });
    return app;
  }

  const byPassword = ({ clientId: ClientId }: App): Door => ({
    ask: (USERNAME) =>
      call("InitiateAuth", {
        ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD: WRONG },
      }),
  });

  const byAdministrator = ({ clientId: ClientId, poolId: UserPoolId }: App): Door => ({
    ask: (USERNAME) =>
      call("AdminInitiateAuth", {
        UserPoolId,
        ClientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME, PASSWORD: WRONG },
      }),
  });

  const srpBegun = ({ clientId: ClientId }: App, USERNAME: string): Promise<RawAnswer> =>
    call("InitiateAuth", {
      ClientId,
      AuthFlow: "USER_SRP_AUTH",
      AuthParameters: { USERNAME, SRP_A: SRP.publicValue },
    });

  const challengeIn = (answer: RawAnswer) =>
    successOf(answer)["ChallengeParameters"] as Record<string, string>;

  /** A made-up proof is judged as much as one of a wrong password. */
  const srpAnswered = ({ clientId: ClientId }: App, USERNAME: string, begun: RawAnswer): Promise<RawAnswer> =>
    call("RespondToAuthChallenge", {
      ClientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: {
        USERNAME,
        PASSWORD_CLAIM_SECRET_BLOCK: challengeIn(begun)["SECRET_BLOCK"],
        PASSWORD_CLAIM_SIGNATURE: "bWFkZSB1cCwgYnV0IG9mIHRoZSByaWdodCBsZW5ndGg=",
        TIMESTAMP: "Tue Mar 5 04:07:09 UTC 2024",
      },
    });

  const forgotten = ({ clientId: ClientId }: App): Door => ({
    ask: (Username) => call("ForgotPassword", { ClientId, Username }),
  });

  const confirmed = ({ clientId: ClientId }: App): Door => ({
    ask: (Username) =>
      call("ConfirmForgotPassword", { ClientId, Username, ConfirmationCode: "no-code", Password: PASSWORD }),
  });

  const resent = ({ clientId: ClientId }: App): Door => ({
    ask: (Username) => call("ResendConfirmationCode", { ClientId, Username }),
  });

  const signUpConfirmed = ({ clientId: ClientId }: App): Door => ({
    ask: (Username) => call("ConfirmSignUp", { ClientId, Username, ConfirmationCode: "no-code" }),
  });

  describe("an answer", () => {
    /** Asks for both names so often, and compares answer by answer. */
    async function expectAlike(door: Door, times: number): Promise<RawAnswer[]> {
      const answers: RawAnswer[] = [];
      for (let time = 0; time < times; time++) {
        const [toSomebody, toNobody] = [await door.ask(SOMEBODY), await door.ask(NOBODY)];
        assert.deepEqual(seen(toSomebody), seen(toNobody));
        answers.push(toNobody);
      }
      return answers;
    }

    const messages = (answers: readonly RawAnswer[]): string[] => [
      ...new Set(answers.map(({ text }) => JSON.parse(text).message)),
    ];

    test("to a wrong password is the same, up to the lock-out and in it", async () => {
      for (const door of [byPassword(await concealing()), byAdministrator(await concealing())]) {
        const answers = await expectAlike(door, 7);
        assert.deepEqual(messages(answers), [
          "Incorrect username or password.",
          "Password attempts exceeded",
        ]);
      }
    });

    test("to the first step of SRP tells as little, and the same each time", async () => {
      const app = await concealing();
      const [somebody, nobody] = [await srpBegun(app, SOMEBODY), await srpBegun(app, NOBODY)];
      assert.deepEqual(shapeOf(successOf(nobody)), shapeOf(successOf(somebody)));
      for (const [username, begun] of [
        [SOMEBODY, somebody],
        [NOBODY, nobody],
      ] as const) {
        const first = challengeIn(begun);
        const second = challengeIn(await srpBegun(app, username));
        for (const fixed of ["SALT", "USERNAME", "USER_ID_FOR_SRP"])
          assert.equal(first[fixed], second[fixed]);
        for (const fresh of ["SECRET_BLOCK", "SRP_B"]) assert.notEqual(first[fresh], second[fresh]);
      }
      assert.notEqual(challengeIn(somebody)["SALT"], challengeIn(nobody)["SALT"]);
    });

    test("to a wrong proof of SRP is the same, up to the lock-out and in it", async () => {
      const app = await concealing();
      const door: Door = { ask: async (name) => srpAnswered(app, name, await srpBegun(app, name)) };
      const answers = await expectAlike(door, 7);
      assert.deepEqual(messages(answers), ["Incorrect username or password.", "Password attempts exceeded"]);
    });

    test("to ForgotPassword tells of a code on its way, until it was asked too often", async () => {
      const app = await concealing();
      const uncontactable = "uncontactable";
      await addUser(app, { username: uncontactable, attributes: {} });
      const { ask } = forgotten(app);
      for (const username of [SOMEBODY, NOBODY, uncontactable]) {
        const { CodeDeliveryDetails } = successOf(await ask(username));
        const { Destination, ...rest } = CodeDeliveryDetails as Record<string, string>;
        assert.deepEqual(rest, { DeliveryMedium: "EMAIL", AttributeName: "email" });
        assert.match(String(Destination), /^[a-z]\*\*\*@[a-z]\*\*\*$/);
        for (let time = 1; time < 20; time++) successOf(await ask(username));
      }
      const answers = await expectAlike(forgotten(app), 2);
      assert.deepEqual(messages(answers), ["Attempt limit exceeded, please try after some time."]);
    });

    test("to a wrong code is the same: without one, with one, and after too many tries", async () => {
      const app = await concealing();
      const { ask } = forgotten(app);
      const none = await expectAlike(confirmed(app), 2);
      await Promise.all([ask(SOMEBODY), ask(NOBODY)]);
      const answers = await expectAlike(confirmed(app), 7);
      assert.deepEqual(messages([...none, ...answers]), [
        "Invalid code provided, please request a code again.",
        "Invalid verification code provided, please try again.",
        "Attempt limit exceeded, please try after some time.",
      ]);
    });
  });

  describe("an answer about a sign-up", () => {
    test("to ResendConfirmationCode tells of a code on its way, until it was asked too often", async () => {
      const app = await concealingNewcomers();
      const confirmed = await addUser(app);
      for (const username of [SOMEBODY, NOBODY, confirmed]) {
        for (let time = 1; time <= 5; time++) {
          const { CodeDeliveryDetails } = successOf(await resent(app).ask(username));
          const { Destination, ...rest } = CodeDeliveryDetails as Record<string, string>;
          assert.deepEqual(rest, { DeliveryMedium: "EMAIL", AttributeName: "email" });
          assert.match(String(Destination), /^[a-z]\*\*\*@[a-z]\*\*\*$/);
        }
      }
      const answers = await Promise.all([SOMEBODY, NOBODY, confirmed].map(resent(app).ask));
      assert.deepEqual(seen(there(answers[0])), seen(there(answers[1])));
      assert.deepEqual(seen(there(answers[0])), seen(there(answers[2])));
      const { message } = JSON.parse(there(answers[0]).text);
      assert.equal(message, "Attempt limit exceeded, please try after some time.");
    });

    test("to a wrong code is the same: with one, after too many tries, and a day later", async () => {
      const app = await concealingNewcomers();
      const { ask } = signUpConfirmed(app);
      await Promise.all([resent(app).ask(SOMEBODY), resent(app).ask(NOBODY)]);
      const told = new Set<string>();
      const expectAlike = async (): Promise<void> => {
        const [toSomebody, toNobody] = [await ask(SOMEBODY), await ask(NOBODY)];
        assert.deepEqual(seen(toSomebody), seen(toNobody));
        told.add(JSON.parse(toNobody.text).message);
      };
      for (let time = 1; time <= 7; time++) await expectAlike();
      world().pass(86_400);
      await expectAlike();
      assert.deepEqual(
        [...told],
        [
          "Invalid verification code provided, please try again.",
          "Attempt limit exceeded, please try after some time.",
          "Invalid code provided, please request a code again.",
        ],
      );
    });
  });

  describe("the time of an answer", () => {
    /** An hour of the server's clock is between two tries, so that nobody is locked out. */
    const expectAsFast = (measure: (username: string) => Promise<number>): Promise<void> =>
      expectSameTime([SOMEBODY, NOBODY], measure, {
        tries: 30,
        mostApart: 0.3,
        step: () => world().pass(60 * 60 + 1),
      });

    test("to a wrong password is the same", async () => {
      const door = byPassword(await concealing());
      await expectAsFast((username) => timed(() => door.ask(username)));
    });

    test("to a wrong password is the same where hashes are kept", async () => {
      const door = byPassword(await concealing({ UserPoolTags: { "poolkeeper:password-hash": "argon2id" } }));
      await expectAsFast((username) => timed(() => door.ask(username)));
    });

    test("to the first step of SRP is the same", async () => {
      const app = await concealing();
      await expectAsFast((username) => timed(() => srpBegun(app, username)));
    });

    test("to a wrong proof of SRP is the same", async () => {
      const app = await concealing();
      await expectAsFast(async (username) => {
        const begun = await srpBegun(app, username);
        return timed(() => srpAnswered(app, username, begun));
      });
    });

    test("to ForgotPassword is the same", async () => {
      const door = forgotten(await concealing());
      await expectAsFast((username) => timed(() => door.ask(username)));
    });

    test("to a wrong code is the same", async () => {
      const app = await concealing();
      const [code, door] = [forgotten(app), confirmed(app)];
      await expectAsFast(async (username) => {
        successOf(await code.ask(username));
        return timed(() => door.ask(username));
      });
    });

    test("to ResendConfirmationCode is the same", async () => {
      const door = resent(await concealingNewcomers());
      await expectAsFast((username) => timed(() => door.ask(username)));
    });

    test("to a wrong code of a sign-up is the same", async () => {
      const app = await concealingNewcomers();
      const [code, door] = [resent(app), signUpConfirmed(app)];
      await expectAsFast(async (username) => {
        successOf(await code.ask(username));
        return timed(() => door.ask(username));
      });
    });
  });
});
