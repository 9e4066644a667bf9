import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type App,
  addUser,
  beforehand,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  outcomes,
  PASSWORD,
  signIn,
  statusOf,
  TEMPORARY,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const invalidSession = refusal("NotAuthorizedException", "Invalid session for the user.");
const used = refusal(
  "NotAuthorizedException",
  "Invalid session for the user, session can only be used once.",
);
const expired = refusal("NotAuthorizedException", "Invalid session for the user, session is expired.");

const respond = ({ api, clientId }: App, username: string, Session: string, password = NEW_PASSWORD) =>
  api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD: password },
  });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));
  const challenged = async (at: App = app(), username?: string) => {
    const who = username ?? (await addUser(at, { password: null }));
    const { Session } = await signIn(at, who, TEMPORARY);
    return { username: who, session: there(Session) };
  };

  test("a session that was made up opens nothing", async () => {
    const username = await addUser(app(), { password: null });
    for (const session of ["AYAB".repeat(16), "x".repeat(20), "x".repeat(2048)]) {
      await assert.rejects(respond(app(), username, session), invalidSession);
    }
    assert.equal(await statusOf(app(), username), "FORCE_CHANGE_PASSWORD");
  });

  test("a session that was altered opens nothing", async () => {
    const { username, session } = await challenged();
    const altered = `${session.slice(0, 10)}${session[10] === "A" ? "B" : "A"}${session.slice(11)}`;
    await assert.rejects(respond(app(), username, altered), invalidSession);
  });

  test("a challenge that needs its session asks for it", async () => {
    await assert.rejects(
      app().api.respondToAuthChallenge({
        ClientId: app().clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        ChallengeResponses: { USERNAME: "jane", NEW_PASSWORD },
      }),
      refusal("InvalidParameterException", "Missing required parameter Session"),
    );
  });

  test("a session is used once", async () => {
    const { username, session } = await challenged();
    await respond(app(), username, session);
    await assert.rejects(respond(app(), username, session, "An0ther-Passw0rd!"), used);
    assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
  });

  test("of fifty who answer a session at once one goes on", async () => {
    const { username, session } = await challenged();
    const answers = Array.from({ length: 50 }, (_, at) =>
      respond(app(), username, session, `Passw0rd!-${at}`),
    );
    const settled = await Promise.allSettled(answers);
    const { kept, refusals } = await outcomes(answers);
    assert.equal(kept, 1);
    for (const text of refusals) assert.match(text, /^NotAuthorizedException: Invalid session for the user/);
    const winner = settled.findIndex(({ status }) => status === "fulfilled");
    assert.ok((await signIn(app(), username, `Passw0rd!-${winner}`)).AuthenticationResult);
  });

  test("a session is its user's alone", async () => {
    const [jane, joe] = [await challenged(), await challenged()];
    await assert.rejects(respond(app(), joe.username, jane.session), invalidSession);
    await assert.rejects(respond(app(), "nobody", jane.session), invalidSession);
    await respond(app(), jane.username, jane.session);
    await respond(app(), joe.username, joe.session);
  });

  test("a session is its client's alone, and its pool's", async () => {
    const { username, session } = await challenged();
    const otherClient = { ...app(), clientId: await newClient(app()) };
    await assert.rejects(respond(otherClient, username, session), invalidSession);
    const otherPool = await newApp(world());
    await addUser(otherPool, { username, password: null });
    await assert.rejects(respond(otherPool, username, session), invalidSession);
    await respond(app(), username, session);
  });

  test("a session is its challenge's alone", async () => {
    const { username, session } = await challenged();
    await assert.rejects(
      app().api.respondToAuthChallenge({
        ClientId: app().clientId,
        ChallengeName: "PASSWORD_VERIFIER",
        Session: session,
        ChallengeResponses: {
          USERNAME: username,
          PASSWORD_CLAIM_SECRET_BLOCK: session,
          PASSWORD_CLAIM_SIGNATURE: "x",
          TIMESTAMP: "x",
        },
      }),
      invalidSession,
    );
    await respond(app(), username, session);
  });

  test("a session expires after three minutes", async () => {
    const inTime = await challenged();
    world().pass(170);
    await respond(app(), inTime.username, inTime.session);
    const late = await challenged();
    world().pass(180);
    await assert.rejects(respond(app(), late.username, late.session), expired);
  });

  test("a session lives as long as its client lets it", async () => {
    const patient = { ...app(), clientId: await newClient(app(), { AuthSessionValidity: 15 }) };
    const { username, session } = await challenged(patient);
    world().pass(14 * 60);
    await respond(patient, username, session);
  });

  test("every sign-in has a session of its own", async () => {
    const first = await challenged();
    const second = await challenged(app(), first.username);
    assert.notEqual(first.session, second.session);
    await respond(app(), first.username, first.session);
    await assert.rejects(respond(app(), first.username, second.session), invalidSession);
  });

  test("a session ends when the password is changed in between", async () => {
    for (const Permanent of [true, false]) {
      const { username, session } = await challenged();
      await app().api.adminSetUserPassword({
        UserPoolId: app().poolId,
        Username: username,
        Password: TEMPORARY,
        Permanent,
      });
      await assert.rejects(respond(app(), username, session), invalidSession);
      assert.equal(await statusOf(app(), username), Permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD");
    }
  });

  test("a password set while the session is answered is the one that counts", async () => {
    for (let round = 0; round < 5; round++) {
      const { username, session } = await challenged();
      const set = app().api.adminSetUserPassword({
        UserPoolId: app().poolId,
        Username: username,
        Password: PASSWORD,
        Permanent: true,
      });
      const { refusals } = await outcomes([respond(app(), username, session)]);
      await set;
      assert.ok((await signIn(app(), username, PASSWORD)).AuthenticationResult);
      for (const one of refusals) assert.match(one, /^NotAuthorizedException: /);
    }
  });

  test("a session ends with its user, even if another one gets the name", async () => {
    const { username, session } = await challenged();
    await app().api.adminDeleteUser({ UserPoolId: app().poolId, Username: username });
    await assert.rejects(respond(app(), username, session), invalidSession);
    await addUser(app(), { username, password: null });
    await assert.rejects(respond(app(), username, session), invalidSession);
  });
});
