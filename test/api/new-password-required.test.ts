import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  addUser,
  adminSignIn,
  beforehand,
  byName,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  signIn,
  statusOf,
  TEMPORARY,
  there,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const invalid = (message: string) => refusal("InvalidParameterException", message);
const DAY = 86_400;

type Extra = Readonly<Record<string, string>>;

/** Signs in by the temporary password, and gives the session. */
async function challenged(app: App, username: string): Promise<string> {
  const { ChallengeName, Session } = await signIn(app, username, TEMPORARY);
  assert.equal(ChallengeName, "NEW_PASSWORD_REQUIRED");
  return there(Session);
}

const respond = ({ api, clientId }: App, username: string, Session: string, extra: Extra = {}) =>
  api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD, ...extra },
  });

await onEachDatabase((world) => {
  const app = beforehand(() =>
    newApp(world(), {
      pool: {
        Schema: [
          { Name: "given_name", Required: true },
          { Name: "nickname", Required: true },
          { Name: "team", AttributeDataType: "String", Mutable: true },
          { Name: "note", AttributeDataType: "String", Mutable: true, DeveloperOnlyAttribute: true },
        ],
      },
    }),
  );
  const NAMED = { given_name: "Jane", nickname: "jj" };
  const invited = (attributes: Extra = NAMED) => addUser(app(), { attributes, password: null });

  describe("a temporary password", () => {
    test("asks for a new one, and tells what else is needed", async () => {
      const username = await invited({
        given_name: "Jane",
        email: "jane@example.com",
        email_verified: "true",
        "custom:team": "blue",
        "dev:custom:note": "internal",
      });
      const { $metadata, Session, ...answer } = await signIn(app(), username, TEMPORARY);
      assert.match(there(Session), /^AYAB[A-Za-z0-9+/]{20,}$/);
      const { userAttributes, ...parameters } = answer.ChallengeParameters ?? {};
      assert.deepEqual(
        { ...answer, ChallengeParameters: parameters },
        {
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          ChallengeParameters: {
            USER_ID_FOR_SRP: username,
            requiredAttributes: '["userAttributes.nickname"]',
          },
        },
      );
      assert.deepEqual(JSON.parse(userAttributes ?? ""), {
        given_name: "Jane",
        email: "jane@example.com",
        email_verified: "true",
        "custom:team": "blue",
      });
    });

    test("asks for nothing else where nothing is missing", async () => {
      const { ChallengeParameters } = await signIn(app(), await invited(), TEMPORARY);
      assert.equal(ChallengeParameters?.["requiredAttributes"], "[]");
    });

    test("is asked to be changed whichever way it was proved", async () => {
      const username = await invited();
      assert.equal((await adminSignIn(app(), username, TEMPORARY)).ChallengeName, "NEW_PASSWORD_REQUIRED");
      const srp = srpClient(app().poolId);
      const begun = await app().api.initiateAuth({
        ClientId: app().clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: username, SRP_A: srp.publicValue },
      });
      const proved = await app().api.respondToAuthChallenge({
        ClientId: app().clientId,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: srp.answer(begun.ChallengeParameters, TEMPORARY),
      });
      assert.equal(proved.ChallengeName, "NEW_PASSWORD_REQUIRED");
      const done = await respond(app(), username, there(proved.Session));
      assert.ok(done.AuthenticationResult);
    });

    test("expires after seven days, to be told only who knows it", async () => {
      const username = await invited();
      world().pass(7 * DAY);
      await assert.rejects(signIn(app(), username, "wrong"), wrong);
      await assert.rejects(
        signIn(app(), username, TEMPORARY),
        refusal(
          "NotAuthorizedException",
          "Temporary password has expired and must be reset by an administrator.",
        ),
      );
    });

    test("expires when the pool wants it to", async () => {
      const hasty = await newApp(world(), {
        pool: { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 1 } } },
      });
      const username = await addUser(hasty, { password: null });
      world().pass(DAY - 60);
      await challenged(hasty, username);
      world().pass(60);
      await assert.rejects(signIn(hasty, username, TEMPORARY), { name: "NotAuthorizedException" });
    });
  });

  describe("a new password", () => {
    test("makes it the user's own and brings tokens", async () => {
      const username = await invited();
      const answer = await respond(app(), username, await challenged(app(), username));
      assert.ok(answer.AuthenticationResult?.RefreshToken);
      assert.deepEqual(answer.ChallengeParameters, {});
      assert.equal(answer.ChallengeName, undefined);
      assert.equal(await statusOf(app(), username), "CONFIRMED");
      assert.ok((await signIn(app(), username, NEW_PASSWORD)).AuthenticationResult);
      await assert.rejects(signIn(app(), username, TEMPORARY), wrong);
    });

    test("may be the temporary one", async () => {
      const username = await invited();
      await respond(app(), username, await challenged(app(), username), { NEW_PASSWORD: TEMPORARY });
      assert.ok((await signIn(app(), username, TEMPORARY)).AuthenticationResult);
    });

    test("is taken at the administrators' door too", async () => {
      const username = await invited();
      const { AuthenticationResult } = await app().api.adminRespondToAuthChallenge({
        UserPoolId: app().poolId,
        ClientId: app().clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session: await challenged(app(), username),
        ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
      });
      assert.ok(AuthenticationResult);
    });

    test("comes with the attributes that were missing, and those the client may write", async () => {
      const username = await invited({});
      const session = await challenged(app(), username);
      await respond(app(), username, session, {
        "userAttributes.given_name": "Jane",
        "userAttributes.nickname": "jj",
        "userAttributes.locale": "en",
      });
      const user = await app().api.adminGetUser({ UserPoolId: app().poolId, Username: username });
      const { sub, ...attributes } = byName(user.UserAttributes);
      assert.deepEqual(attributes, { given_name: "Jane", nickname: "jj", locale: "en" });
    });

    test("makes a preferred username one to sign in by", async () => {
      const aliased = await newApp(world(), { pool: { AliasAttributes: ["preferred_username"] } });
      await addUser(aliased, { attributes: { preferred_username: "taken" } });
      const username = await addUser(aliased, { attributes: {}, password: null });
      const session = await challenged(aliased, username);
      const prefer = (name: string) =>
        respond(aliased, username, session, { "userAttributes.preferred_username": name });
      await assert.rejects(
        prefer("taken"),
        refusal("AliasExistsException", "An account with the preferred_username already exists."),
      );
      await prefer("mine");
      assert.ok((await signIn(aliased, "mine", NEW_PASSWORD)).AuthenticationResult);
    });
  });

  describe("an answer is refused, and the session may still be answered", () => {
    const refused = async (
      attributes: Extra,
      extra: Extra,
      expected: ReturnType<typeof refusal>,
      at = app(),
    ) => {
      const username = await invited(attributes);
      const session = await challenged(app(), username);
      await assert.rejects(respond(at, username, session, extra), expected);
      assert.equal(await statusOf(app(), username), "FORCE_CHANGE_PASSWORD");
      const missing = Object.entries(NAMED).filter(([name]) => !(name in attributes));
      const completed = Object.fromEntries(missing.map(([name, value]) => [`userAttributes.${name}`, value]));
      assert.ok((await respond(app(), username, session, completed)).AuthenticationResult);
    };

    test("with a weak password", async () => {
      const weak = (reason: string) =>
        refusal("InvalidPasswordException", `Password does not conform to policy: ${reason}`);
      await refused(NAMED, { NEW_PASSWORD: "Sh0rt!" }, weak("Password not long enough"));
      await refused(NAMED, { NEW_PASSWORD: "passw0rd!" }, weak("Password must have uppercase characters"));
    });

    test("without a password, or without a username", async () => {
      await refused(NAMED, { NEW_PASSWORD: "" }, invalid("Missing required parameter NEW_PASSWORD"));
      await refused(NAMED, { USERNAME: "" }, invalid("Missing required parameter USERNAME"));
    });

    test("without a required attribute", async () => {
      await refused({ nickname: "jj" }, {}, invalid("Invalid attributes given, given_name is missing"));
      await refused(
        {},
        { "userAttributes.nickname": "" },
        invalid("Invalid attributes given, given_name is missing"),
      );
    });

    test("with an attribute the user has", async () => {
      await refused(
        { ...NAMED, email: "jane@example.com" },
        { "userAttributes.email": "other@example.com" },
        refusal("NotAuthorizedException", "Cannot modify an already provided email"),
      );
    });

    test("with an attribute that nobody writes", async () => {
      for (const name of ["email_verified", "phone_number_verified", "sub"]) {
        await refused(
          NAMED,
          { [`userAttributes.${name}`]: "true" },
          invalid(`Cannot modify the non-mutable attribute ${name}`),
        );
      }
    });

    test("with an attribute that the client may not write, or none but administrators", async () => {
      const unauthorized = refusal(
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
      );
      await refused(NAMED, { "userAttributes.custom:team": "red" }, unauthorized);
      await refused(NAMED, { "userAttributes.dev:custom:note": "mine" }, unauthorized);
    });

    test("with an attribute that the pool does not have", async () => {
      await refused(
        NAMED,
        { "userAttributes.custom:none": "x" },
        invalid("user.custom:none: Attribute does not exist in the schema.\n"),
      );
    });

    test("with a value that its declaration or its form does not allow", async () => {
      await refused(
        NAMED,
        { "userAttributes.birthdate": "today" },
        invalid("user.birthdate: String must be no shorter than 10 characters\n"),
      );
      await refused(NAMED, { "userAttributes.email": "nowhere" }, invalid("Invalid email address format."));
    });
  });

  test("a client that may write a custom attribute gives it", async () => {
    const writer = {
      ...app(),
      clientId: await newClient(app(), { WriteAttributes: ["custom:team", "given_name", "nickname"] }),
    };
    const username = await invited();
    await respond(writer, username, await challenged(writer, username), {
      "userAttributes.custom:team": "red",
    });
    const user = await app().api.adminGetUser({ UserPoolId: app().poolId, Username: username });
    assert.equal(byName(user.UserAttributes)["custom:team"], "red");
  });
});
