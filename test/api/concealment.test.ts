import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CognitoIdentityProviderServiceException } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  adminSignIn,
  beforehand,
  confirmReset,
  forgot,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  signIn,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const limit = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const CONCEALING = { client: { PreventUserExistenceErrors: "ENABLED" } } as const;

/** An answer or a refusal, as whoever asks could compare it with another one. */
const seen = (asked: Promise<object>): Promise<unknown> =>
  asked.then(
    (answer) => ({ ...answer, $metadata: undefined }),
    ({ name, message }: CognitoIdentityProviderServiceException) => `${name}: ${message}`,
  );

const beginSrp = ({ api, clientId, poolId }: App, username: string, srp = srpClient(poolId)) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world(), CONCEALING));

  describe("a client that does not conceal", () => {
    const open = beforehand(() => newApp(world(), { client: { PreventUserExistenceErrors: "LEGACY" } }));

    test("says that there is nobody", async () => {
      const nobody = refusal("UserNotFoundException", "User does not exist.");
      await assert.rejects(signIn(open(), "nobody"), nobody);
      await assert.rejects(adminSignIn(open(), "nobody"), nobody);
      await assert.rejects(beginSrp(open(), "nobody"), nobody);
      const noCombination = refusal("UserNotFoundException", "Username/client id combination not found.");
      await assert.rejects(forgot(open(), "nobody"), noCombination);
      await assert.rejects(confirmReset(open(), "nobody", "123456"), noCombination);
    });
  });

  describe("a password for nobody", () => {
    test("is wrong, at every door", async () => {
      const username = await addUser(app());
      for (const name of ["nobody", username]) {
        await assert.rejects(signIn(app(), name, "wrong"), wrong);
        await assert.rejects(adminSignIn(app(), name, "wrong"), wrong);
      }
    });
  });

  describe("an SRP sign-in of nobody", () => {
    test("is held with the same salt and id every time, and fails like any other", async () => {
      const [first, second, other] = [
        await beginSrp(app(), "nobody"),
        await beginSrp(app(), "nobody"),
        await beginSrp(app(), "nobody-else"),
      ];
      assert.equal(first.ChallengeName, "PASSWORD_VERIFIER");
      const fixed = ["SALT", "USERNAME", "USER_ID_FOR_SRP"] as const;
      for (const name of fixed) {
        assert.equal(first.ChallengeParameters?.[name], second.ChallengeParameters?.[name]);
        assert.notEqual(first.ChallengeParameters?.[name], other.ChallengeParameters?.[name]);
      }
      for (const name of ["SRP_B", "SECRET_BLOCK"]) {
        assert.notEqual(first.ChallengeParameters?.[name], second.ChallengeParameters?.[name]);
      }
      const srp = srpClient(app().poolId);
      await assert.rejects(
        app().api.respondToAuthChallenge({
          ClientId: app().clientId,
          ChallengeName: "PASSWORD_VERIFIER",
          ChallengeResponses: srp.answer(first.ChallengeParameters, PASSWORD),
        }),
        wrong,
      );
    });

    test("has the same members, in the same forms, as one of somebody", async () => {
      const username = await addUser(app());
      const shape = async (name: string) => {
        const { ChallengeParameters = {}, $metadata, ...rest } = await beginSrp(app(), name);
        const { SALT = "", SECRET_BLOCK = "", SRP_B = "", USER_ID_FOR_SRP, ...others } = ChallengeParameters;
        assert.match(SALT, /^[1-7][0-9a-f]{31}$/);
        assert.match(SRP_B, /^[1-9a-f][0-9a-f]{700,767}$/);
        assert.equal(USER_ID_FOR_SRP, name);
        return [SECRET_BLOCK.length, Object.keys(ChallengeParameters), Object.keys(others), rest];
      };
      assert.deepEqual(await shape("no-user"), await shape(username));
    });

    test("is answered under another name like one of somebody, and no more often", async () => {
      const other = await addUser(app());
      for (const name of ["no-such-user", await addUser(app())]) {
        const answerAs = async (USERNAME: string) => {
          const srp = srpClient(app().poolId);
          const { ChallengeParameters } = await beginSrp(app(), name, srp);
          return app().api.respondToAuthChallenge({
            ClientId: app().clientId,
            ChallengeName: "PASSWORD_VERIFIER",
            ChallengeResponses: { ...srp.answer(ChallengeParameters, PASSWORD), USERNAME },
          });
        };
        for (const named of [other, "nobody", other, "nobody", name.toUpperCase()]) {
          await assert.rejects(answerAs(named), wrong, `${name} as ${named}`);
        }
        const locked = refusal("NotAuthorizedException", "Password attempts exceeded");
        await assert.rejects(answerAs(other), locked, name);
      }
    });

    test("shows a UUID where real users have one", async () => {
      const mailed = await newApp(world(), { ...CONCEALING, pool: { UsernameAttributes: ["email"] } });
      const { ChallengeParameters } = await beginSrp(mailed, "nobody@example.com");
      assert.match(ChallengeParameters?.["USER_ID_FOR_SRP"] ?? "", UUID);
      const aliased = await newApp(world(), { ...CONCEALING, pool: { AliasAttributes: ["email"] } });
      const byAlias = await beginSrp(aliased, "nobody@example.com");
      assert.doesNotMatch(byAlias.ChallengeParameters?.["USER_ID_FOR_SRP"] ?? "", /@/);
    });

    test("is the same however the name is written, where the pool ignores case", async () => {
      const pool = { UsernameConfiguration: { CaseSensitive: false } };
      const folding = await newApp(world(), { ...CONCEALING, pool });
      const begun = await Promise.all(["Nobody", "nobody"].map((name) => beginSrp(folding, name)));
      const [upper, lower] = begun.map(({ ChallengeParameters: { SALT, USER_ID_FOR_SRP } = {} }) => [
        SALT,
        USER_ID_FOR_SRP,
      ]);
      assert.deepEqual(upper, lower);
    });
  });

  describe("a forgotten password of nobody", () => {
    test("is answered the same every time, and nothing is sent", async () => {
      const before = (await world().inbox({ pool: app().poolId })).length;
      const first = await seen(forgot(app(), "nobody-1"));
      assert.deepEqual(await seen(forgot(app(), "nobody-1")), first);
      const { CodeDeliveryDetails: details } = await forgot(app(), "nobody-1");
      assert.equal(details?.DeliveryMedium, "EMAIL");
      assert.equal(details?.AttributeName, "email");
      assert.match(details?.Destination ?? "", /^[a-z]\*\*\*@[a-z]\*\*\*$/);
      assert.equal((await world().inbox({ pool: app().poolId })).length, before);
    });

    test("names the address that was typed, masked", async () => {
      const mail = await forgot(app(), "jane@example.com");
      assert.deepEqual(mail.CodeDeliveryDetails, {
        Destination: "j***@e***",
        DeliveryMedium: "EMAIL",
        AttributeName: "email",
      });
      const phone = await forgot(app(), "+15550199");
      assert.deepEqual(phone.CodeDeliveryDetails, {
        Destination: "+****0199",
        DeliveryMedium: "SMS",
        AttributeName: "phone_number",
      });
    });

    test("goes to the medium that the pool prefers", async () => {
      const bySms = await newApp(world(), {
        ...CONCEALING,
        pool: {
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_phone_number", Priority: 1 }] },
        },
      });
      const { CodeDeliveryDetails } = await forgot(bySms, "nobody");
      assert.equal(CodeDeliveryDetails?.DeliveryMedium, "SMS");
      assert.match(CodeDeliveryDetails?.Destination ?? "", /^\+\*{7}\d{4}$/);
    });

    test("is answered like that of a user whom no code could reach", async () => {
      const unreachable = await addUser(app(), { attributes: {} });
      const { CodeDeliveryDetails } = await forgot(app(), unreachable);
      assert.equal(CodeDeliveryDetails?.DeliveryMedium, "EMAIL");
    });

    test("is refused like everybody's where administrators alone recover users", async () => {
      const pool = {
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only" as const, Priority: 1 }] },
      };
      const closed = await newApp(world(), { ...CONCEALING, pool });
      const username = await addUser(closed);
      const forNobody = await seen(forgot(closed, "nobody"));
      assert.equal(forNobody, "NotAuthorizedException: Contact administrator to reset password.");
      assert.equal(await seen(forgot(closed, username)), forNobody);
    });
  });

  describe("a code", () => {
    /** Nobody, a user whom no code could reach, and one who gets every code. */
    const names = async () => ["nobody-2", await addUser(app(), { attributes: {} }), await addUser(app())];

    test("that nobody asked for is as expired as anybody's", async () => {
      for (const name of await names()) await assert.rejects(confirmReset(app(), name, "123456"), expired);
    });

    test("that nobody got can be tried as often as anybody's, and no longer", async () => {
      for (const name of await names()) {
        await forgot(app(), name);
        for (let tries = 1; tries <= 5; tries++) {
          await assert.rejects(confirmReset(app(), name, `wrong-${tries}`), mismatch, name);
        }
        await assert.rejects(confirmReset(app(), name, "wrong"), limit, name);
        await forgot(app(), name);
        await assert.rejects(confirmReset(app(), name, "wrong"), mismatch, name);
        world().pass(3600);
        await assert.rejects(confirmReset(app(), name, "wrong"), expired, name);
      }
    });

    test("is asked for as often by nobody as by anybody, and is tried no more often for that", async () => {
      for (const name of ["nobody-3", await addUser(app())]) {
        for (let times = 1; times <= 20; times++) await forgot(app(), name);
        for (let tries = 1; tries <= 5; tries++)
          await assert.rejects(confirmReset(app(), name, "wrong"), mismatch);
        await assert.rejects(forgot(app(), name), limit);
        await assert.rejects(confirmReset(app(), name, "wrong"), limit, name);
      }
    });

    test("does not spare anybody a weak password", async () => {
      for (const name of await names()) {
        await assert.rejects(confirmReset(app(), name, "123456", "weak"), {
          name: "InvalidPasswordException",
        });
      }
    });
  });

  test("a client that conceals does so for itself alone", async () => {
    const ClientId = await newClient(app(), { PreventUserExistenceErrors: "LEGACY" });
    await assert.rejects(signIn({ ...app(), clientId: ClientId }, "nobody"), {
      name: "UserNotFoundException",
    });
    await assert.rejects(signIn(app(), "nobody"), wrong);
    await assert.rejects(
      app().api.adminGetUser({ UserPoolId: app().poolId, Username: "nobody" }),
      refusal("UserNotFoundException", "User does not exist."),
    );
  });
});
