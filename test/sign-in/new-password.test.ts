import assert from "node:assert/strict";
import { it } from "node:test";
import {
  type App,
  addUser,
  newApp,
  newClient,
  onEachDatabase,
  signIn,
  statusOf,
  TEMPORARY,
  there,
  tokensIn,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const OWN = "My-0wn-Password";

const answer = ({ api, clientId }: App, Session: string | undefined, responses: Record<string, string>) =>
  api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: responses,
  });

const invited = async (app: App, attributes?: Record<string, string>) => {
  const username = await addUser(app, { password: null, ...(attributes && { attributes }) });
  const { Session, ChallengeName, ChallengeParameters } = await signIn(app, username, TEMPORARY);
  assert.equal(ChallengeName, "NEW_PASSWORD_REQUIRED");
  return { username, session: there(Session), parameters: there(ChallengeParameters) };
};

await onEachDatabase((world) => {
  it("asks a temporary password's owner for one of their own, and then signs in", async () => {
    const app = await newApp(world());
    const { username, session, parameters } = await invited(app);
    assert.equal(parameters["USER_ID_FOR_SRP"], username);
    assert.equal(parameters["requiredAttributes"], "[]");
    assert.deepEqual(JSON.parse(there(parameters["userAttributes"])), {
      email: "jane@example.com",
      email_verified: "true",
    });
    const done = await answer(app, session, { USERNAME: username, NEW_PASSWORD: OWN });
    assert.ok(tokensIn(done).access);
    assert.equal(await statusOf(app, username), "CONFIRMED");
    assert.ok(tokensIn(await signIn(app, username, OWN)).id);
  });

  it("takes each session once: of fifty at once one, and a replay is told so", async () => {
    const app = await newApp(world());
    const { username, session } = await invited(app);
    const raced = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        answer(app, session, { USERNAME: username, NEW_PASSWORD: `${OWN}${n}` }),
      ),
    );
    assert.equal(raced.filter(({ status }) => status === "fulfilled").length, 1);
    await assert.rejects(
      answer(app, session, { USERNAME: username, NEW_PASSWORD: OWN }),
      refusal("NotAuthorizedException", "Invalid session for the user, session can only be used once."),
    );
  });

  it("refuses sessions that are made up, another user's, another client's, or too old", async () => {
    const app = await newApp(world());
    const jane = await invited(app);
    const john = await invited(app);
    const invalid = refusal("NotAuthorizedException", "Invalid session for the user.");
    const own = { USERNAME: jane.username, NEW_PASSWORD: OWN };
    await assert.rejects(answer(app, "AYABmade-up-session-of-nobody", own), invalid);
    await assert.rejects(answer(app, john.session, own), invalid);
    await assert.rejects(answer({ ...app, clientId: await newClient(app) }, jane.session, own), invalid);
    await assert.rejects(answer(await newApp(world()), jane.session, own), invalid);
    await assert.rejects(
      answer(app, undefined, own),
      refusal("InvalidParameterException", "Missing required parameter Session"),
    );
    world().pass(181);
    await assert.rejects(
      answer(app, jane.session, own),
      refusal("NotAuthorizedException", "Invalid session for the user, session is expired."),
    );
    assert.equal(await statusOf(app, jane.username), "FORCE_CHANGE_PASSWORD");
  });

  it("refuses weak passwords and attributes that can't be given here, and leaves the session as it was", async () => {
    const app = await newApp(world(), {
      pool: { Schema: [{ Name: "given_name", Required: true, Mutable: true, AttributeDataType: "String" }] },
    });
    const { username, session, parameters } = await invited(app);
    assert.equal(parameters["requiredAttributes"], '["userAttributes.given_name"]');
    const own = { USERNAME: username, NEW_PASSWORD: OWN };
    for (const [responses, name, message] of [
      [{ ...own }, "InvalidParameterException", "Invalid attributes given, given_name is missing"],
      [
        { ...own, NEW_PASSWORD: "short", "userAttributes.given_name": "Jane" },
        "InvalidPasswordException",
        "Password does not conform to policy: Password not long enough",
      ],
      [
        { ...own, "userAttributes.email_verified": "true" },
        "InvalidParameterException",
        "Cannot modify the non-mutable attribute email_verified",
      ],
      [
        { ...own, "userAttributes.email": "x@example.com" },
        "NotAuthorizedException",
        "Cannot modify an already provided email",
      ],
      [{ USERNAME: username }, "InvalidParameterException", "Missing required parameter NEW_PASSWORD"],
    ] as const) {
      await assert.rejects(answer(app, session, responses), refusal(name, message));
    }
    const done = await answer(app, session, { ...own, "userAttributes.given_name": "Jane" });
    assert.ok(tokensIn(done).access);
  });

  it("ends with the temporary password's days", async () => {
    const app = await newApp(world());
    const { username } = await invited(app);
    world().pass(7 * 86_400 + 1);
    await assert.rejects(
      signIn(app, username, TEMPORARY),
      refusal(
        "NotAuthorizedException",
        "Temporary password has expired and must be reset by an administrator.",
      ),
    );
  });
});
