import assert from "node:assert/strict";
import { it } from "node:test";
import {
  type App,
  addUser,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  there,
  tokensIn,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const GROUP = (await import("../../src/domain/auth/srp.ts")).N;

const begin = async ({ api, clientId }: App, username: string, SRP_A: string) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A },
  });

const finish = ({ api, clientId }: App, ChallengeResponses: Record<string, string>, Session?: string) =>
  api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses,
    Session,
  });

/** The challenge of a user, and what would answer it. */
async function challenged(app: App, username: string, password = PASSWORD) {
  const client = srpClient(app.poolId);
  const { ChallengeParameters } = await begin(app, username, client.publicValue);
  const answer = client.answer(ChallengeParameters, password);
  return { client, ChallengeParameters, answer };
}

await onEachDatabase((world) => {
  it("signs in who proves the password, without a Session", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const client = srpClient(app.poolId);
    const challenge = await begin(app, username, client.publicValue);
    assert.equal(challenge.ChallengeName, "PASSWORD_VERIFIER");
    assert.equal(challenge.Session, undefined);
    assert.equal(challenge.AuthenticationResult, undefined);
    const done = await finish(app, client.answer(challenge.ChallengeParameters, PASSWORD));
    assert.equal(done.ChallengeName, undefined);
    assert.ok(tokensIn(done).refresh);
  });

  it("refuses a proof of another password, block, moment or signature", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    await assert.rejects(finish(app, (await challenged(app, username, "Wrong-1-Word")).answer), wrong);
    const { answer, client, ChallengeParameters } = await challenged(app, username);
    const other = await challenged(app, username);
    const swapped = {
      ...answer,
      PASSWORD_CLAIM_SECRET_BLOCK: other.answer["PASSWORD_CLAIM_SECRET_BLOCK"] ?? "",
    };
    await assert.rejects(finish(app, swapped), wrong);
    await assert.rejects(finish(app, { ...answer, PASSWORD_CLAIM_SECRET_BLOCK: "bWFkZSB1cA==" }), wrong);
    for (const dated of ["Tue Mar 05 04:07:09 UTC 2024", "Mon Mar 5 04:07:09 UTC 2024"]) {
      await assert.rejects(finish(app, client.answer(ChallengeParameters, PASSWORD, dated)), wrong);
    }
    assert.ok(tokensIn(await finish(app, answer)).access, "wrong answers leave the challenge as it was");
  });

  it("takes a proof once, and of fifty at once one", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { answer } = await challenged(app, username);
    const raced = await Promise.allSettled(Array.from({ length: 50 }, () => finish(app, answer)));
    assert.equal(raced.filter(({ status }) => status === "fulfilled").length, 1);
    await assert.rejects(finish(app, answer), wrong);
  });

  it("refuses a proof that comes late, through another client, or with a made-up Session", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { answer } = await challenged(app, username);
    await assert.rejects(finish({ ...app, clientId: await newClient(app) }, answer), wrong);
    await assert.rejects(
      finish(app, answer, "AYABmade-up-session-of-nobody"),
      refusal("NotAuthorizedException", "Invalid session for the user."),
    );
    world().pass(181);
    await assert.rejects(finish(app, answer), wrong);
  });

  it("refuses public values that would give the secret away", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    for (const SRP_A of ["0", GROUP.toString(16), (2n * GROUP).toString(16), "not hex"]) {
      await assert.rejects(
        begin(app, username, SRP_A),
        refusal("InvalidParameterException", "Invalid SRP_A."),
      );
    }
  });

  it("shows a stable stand-in for who does not exist, where the client conceals that", async () => {
    const app = await newApp(world(), { client: { PreventUserExistenceErrors: "ENABLED" } });
    const first = await challenged(app, "nobody");
    const second = await challenged(app, "nobody");
    const shown = ({ ChallengeParameters: { SALT, USER_ID_FOR_SRP } = {} }: typeof first) => ({
      SALT,
      USER_ID_FOR_SRP,
    });
    assert.deepEqual(shown(first), shown(second));
    await assert.rejects(finish(app, first.answer), wrong);
    const legacy = await newApp(world());
    await assert.rejects(
      challenged(legacy, "nobody"),
      refusal("UserNotFoundException", "User does not exist."),
    );
  });

  it("does not outlive a change of the password", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const { answer } = await challenged(app, username);
    await app.api.adminSetUserPassword({
      UserPoolId: app.poolId,
      Username: username,
      Password: "An0ther-Word",
      Permanent: true,
    });
    await assert.rejects(finish(app, answer), wrong);
  });

  it("locks after five wrong passwords for a while that doubles, and guessing side by side gains nothing", async () => {
    const app = await newApp(world());
    const username = await addUser(app);
    const signIn = (PASSWORD: string) =>
      app.api.initiateAuth({
        ClientId: app.clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: username, PASSWORD },
      });
    const locked = refusal("NotAuthorizedException", "Password attempts exceeded");
    for (let tried = 0; tried < 5; tried++) await assert.rejects(signIn("Wrong-1-Word"), wrong);
    await assert.rejects(signIn(PASSWORD), locked);
    world().pass(1.1);
    await assert.rejects(signIn("Wrong-1-Word"), wrong);
    world().pass(1.1);
    await assert.rejects(signIn(PASSWORD), locked);
    world().pass(1);
    assert.ok(there((await signIn(PASSWORD)).AuthenticationResult));
    const burst = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => signIn(`Wrong-${n}-Word`)));
    const told = burst.filter((one) => one.status === "rejected" && /Incorrect/.test(`${one.reason}`));
    assert.ok(told.length <= 5, `${told.length} guesses were judged`);
  });
});
