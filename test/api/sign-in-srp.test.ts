import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  newApp,
  newClient,
  onEachDatabase,
  outcomes,
  PASSWORD,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { SRP_N, type SrpClient, srpClient, timestamp } from "../support/srp-client.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const invalid = (message: string) => refusal("InvalidParameterException", message);

type Challenge = Readonly<Record<string, string>>;

async function begin({ api, clientId }: App, username: string, srp: Pick<SrpClient, "publicValue">) {
  const answer = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
  });
  assert.equal(answer.ChallengeName, "PASSWORD_VERIFIER");
  assert.equal(answer.Session, undefined);
  return there(answer.ChallengeParameters);
}

const respond = ({ api, clientId }: App, ChallengeResponses: Challenge, Session?: string) =>
  api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses,
    Session,
  });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const begun = async (username: string) => {
    const srp = srpClient(app().poolId);
    return { srp, challenge: await begin(app(), username, srp) };
  };

  describe("a proof of the password", () => {
    test("signs the user in, without a session", async () => {
      const username = await addUser(app());
      const { srp, challenge } = await begun(username);
      assert.deepEqual(
        [challenge["USERNAME"], challenge["USER_ID_FOR_SRP"], Object.keys(challenge).length],
        [username, username, 5],
      );
      const answer = await respond(app(), srp.answer(challenge, PASSWORD));
      assert.deepEqual(answer.ChallengeParameters, {});
      assert.equal(answer.ChallengeName, undefined);
      assert.ok(answer.AuthenticationResult?.RefreshToken);
    });

    test("is taken at the administrators' door too", async () => {
      const username = await addUser(app());
      const srp = srpClient(app().poolId);
      const where = { UserPoolId: app().poolId, ClientId: app().clientId };
      const { ChallengeParameters } = await app().api.adminInitiateAuth({
        ...where,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
      });
      const { AuthenticationResult } = await app().api.adminRespondToAuthChallenge({
        ...where,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: srp.answer(ChallengeParameters, PASSWORD),
      });
      assert.ok(AuthenticationResult?.AccessToken);
    });

    test("names the user by the stored username, whatever was typed", async () => {
      const mailed = await newApp(world(), { pool: { UsernameAttributes: ["email"] } });
      const username = await addUser(mailed, { username: "jane@example.com", attributes: {} });
      const srp = srpClient(mailed.poolId);
      const challenge = await begin(mailed, "jane@example.com", srp);
      assert.equal(challenge["USER_ID_FOR_SRP"], username);
      const answer = await respond(mailed, {
        ...srp.answer(challenge, PASSWORD),
        USERNAME: "jane@example.com",
      });
      assert.ok(answer.AuthenticationResult);
    });

    test("works whatever the lengths of the numbers", async () => {
      const username = await addUser(app());
      const srp = srpClient(app().poolId, 3n);
      const challenge = await begin(app(), username, { publicValue: "8" });
      assert.equal(srp.publicValue, "8");
      assert.ok((await respond(app(), srp.answer(challenge, PASSWORD))).AuthenticationResult);
      const padded = await begin(app(), username, { publicValue: `0000${srp.publicValue}` });
      assert.ok((await respond(app(), srp.answer(padded, PASSWORD))).AuthenticationResult);
    });

    test("uses new numbers every time, but the user's one salt", async () => {
      const username = await addUser(app());
      const [first, second] = [(await begun(username)).challenge, (await begun(username)).challenge];
      assert.equal(first["SALT"], second["SALT"]);
      assert.notEqual(first["SRP_B"], second["SRP_B"]);
      assert.notEqual(first["SECRET_BLOCK"], second["SECRET_BLOCK"]);
    });
  });

  describe("a proof is refused", () => {
    test("of another password", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      await assert.rejects(respond(app(), srp.answer(challenge, "wrong")), wrong);
    });

    test("with anything in it altered, and the sign-in may still go on", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      const right = srp.answer(challenge, PASSWORD);
      const block = Buffer.from(there(challenge["SECRET_BLOCK"]), "base64");
      block[5] = (block[5] ?? 0) ^ 1;
      const alterations = [
        { PASSWORD_CLAIM_SIGNATURE: Buffer.alloc(32).toString("base64") },
        { PASSWORD_CLAIM_SIGNATURE: "not base64" },
        { PASSWORD_CLAIM_SECRET_BLOCK: block.toString("base64") },
        { TIMESTAMP: timestamp(new Date(Date.now() + 1000)) },
      ];
      for (const altered of alterations)
        await assert.rejects(respond(app(), { ...right, ...altered }), wrong);
      assert.ok((await respond(app(), right)).AuthenticationResult);
    });

    test("that is dated in another form, rightly signed as it may be", async () => {
      const username = await addUser(app());
      const dates = [
        "Tue Sep 05 04:07:09 UTC 2023",
        "Mon Sep 5 04:07:09 UTC 2023",
        "Tue Sep 31 04:07:09 UTC 2023",
        "Tue Sep 5 04:07:09 CET 2023",
        "2023-09-05T04:07:09Z",
        "",
      ];
      for (const [at, dated] of dates.entries()) {
        if (at % 3 === 0) world().pass(1200);
        const { srp, challenge } = await begun(username);
        const refused = dated === "" ? invalid("Missing required parameter TIMESTAMP") : wrong;
        await assert.rejects(respond(app(), srp.answer(challenge, PASSWORD, dated)), refused, dated);
      }
    });

    test("the second time", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      const proof = srp.answer(challenge, PASSWORD);
      await respond(app(), proof);
      await assert.rejects(respond(app(), proof), wrong);
    });

    test("of fifty at once all but one", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      const proof = srp.answer(challenge, PASSWORD);
      const { kept, refusals } = await outcomes(Array.from({ length: 50 }, () => respond(app(), proof)));
      assert.equal(kept, 1);
      assert.deepEqual(
        new Set(refusals),
        new Set(["NotAuthorizedException: Incorrect username or password."]),
      );
    });

    test("after three minutes", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      world().pass(180);
      await assert.rejects(respond(app(), srp.answer(challenge, PASSWORD)), wrong);
    });

    test("after five wrong ones in the same sign-in, when one need not wait any more", async () => {
      const username = await addUser(app());
      const { srp, challenge } = await begun(username);
      for (let times = 1; times <= 5; times++) {
        await assert.rejects(respond(app(), srp.answer(challenge, "wrong")), wrong);
      }
      world().pass(1);
      await assert.rejects(respond(app(), srp.answer(challenge, PASSWORD)), wrong);
      const again = await begun(username);
      assert.ok((await respond(app(), again.srp.answer(again.challenge, PASSWORD))).AuthenticationResult);
    });

    test("from another client, or for another user", async () => {
      const [jane, joe] = [await addUser(app()), await addUser(app())];
      const { srp, challenge } = await begun(jane);
      const proof = srp.answer(challenge, PASSWORD);
      const otherClient = { ...app(), clientId: await newClient(app()) };
      await assert.rejects(respond(otherClient, proof), wrong);
      for (const USERNAME of [joe, "nobody"]) {
        await assert.rejects(respond(app(), { ...proof, USERNAME }), wrong);
      }
      assert.ok((await respond(app(), proof)).AuthenticationResult);
    });

    test("when the password was changed since", async () => {
      const username = await addUser(app());
      const { srp, challenge } = await begun(username);
      await app().api.adminSetUserPassword({
        UserPoolId: app().poolId,
        Username: username,
        Password: PASSWORD,
        Permanent: true,
      });
      await assert.rejects(respond(app(), srp.answer(challenge, PASSWORD)), wrong);
    });

    test("with a session, for the challenge came without one", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      await assert.rejects(
        respond(app(), srp.answer(challenge, PASSWORD), "AYAB".repeat(8)),
        refusal("NotAuthorizedException", "Invalid session for the user."),
      );
    });

    test("that lacks a part", async () => {
      const { srp, challenge } = await begun(await addUser(app()));
      const whole = srp.answer(challenge, PASSWORD);
      for (const part of Object.keys(whole)) {
        const { [part]: _, ...rest } = whole;
        await assert.rejects(respond(app(), rest), invalid(`Missing required parameter ${part}`));
      }
    });
  });

  describe("a public value", () => {
    test("that would make the secret known to anybody is refused", async () => {
      const username = await addUser(app());
      for (const A of [0n, SRP_N, 2n * SRP_N]) {
        const publicValue = A.toString(16);
        await assert.rejects(begin(app(), username, { publicValue }), invalid("Invalid SRP_A."));
      }
    });

    test("must be a number, and no endless one", async () => {
      const username = await addUser(app());
      for (const publicValue of ["xyz", "-1", "0x10", "1 ", "f".repeat(100_000)]) {
        await assert.rejects(begin(app(), username, { publicValue }), invalid("Invalid SRP_A."));
      }
    });
  });
});
