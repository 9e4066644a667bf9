import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { bodyOf, httpServer } from "../effects/support.ts";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  byName,
  codeFor,
  confirmReset,
  lastMessageTo,
  NEW_PASSWORD,
  newApp,
  openWorld,
  PASSWORD,
  signIn,
  statusOf,
  tokensOf,
} from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples/functions", import.meta.url));
const INVITATION_KEY = "an invitation key";

describe("the example functions", () => {
  process.env["INVITATION_KEY"] = INVITATION_KEY;
  const world = beforehand(() => openWorld(":memory:", "--functions", EXAMPLES));
  const appWith = (LambdaConfig: object) =>
    newApp(world(), {
      pool: {
        AutoVerifiedAttributes: ["email"],
        Schema: [
          { Name: "tenant", AttributeDataType: "String", Mutable: true },
          { Name: "blocked", AttributeDataType: "Boolean", Mutable: true },
        ],
        LambdaConfig,
      },
    });
  const signUp = ({ api, clientId }: App, email: string, invitation?: string) =>
    api.signUp({
      ClientId: clientId,
      Username: email.replace("@", "-at-"),
      Password: PASSWORD,
      UserAttributes: attributeList({ email }),
      ValidationData: invitation === undefined ? undefined : attributeList({ invitation }),
    });

  test("pre-sign-up turns throw-away addresses down, and confirms who was invited", async () => {
    const app = await appWith({ PreSignUp: functionArn("pre-sign-up") });
    await assert.rejects(
      signUp(app, "jane@Mailinator.com"),
      refusal(
        "UserLambdaValidationException",
        "PreSignUp failed with error please use an address that you will keep.",
      ),
    );
    const invitation = createHmac("sha256", INVITATION_KEY).update("jane@example.com").digest("hex");
    assert.equal((await signUp(app, "Jane@example.com", invitation)).UserConfirmed, true);
    const { UserAttributes } = await app.api.adminGetUser({
      UserPoolId: app.poolId,
      Username: "Jane-at-example.com",
    });
    assert.equal(byName(UserAttributes)["email_verified"], "true");
    assert.equal((await signUp(app, "john@example.com", invitation)).UserConfirmed, false);
    assert.equal((await signUp(app, "joan@example.com")).UserConfirmed, false);
  });

  test("post-confirmation tells another system of new members, and goes on without it", async (t) => {
    const told: unknown[] = [];
    process.env["MEMBERS_WEBHOOK"] = await httpServer(t, async (request, response) => {
      told.push(JSON.parse(await bodyOf(request)));
      if (told.length > 1) request.socket.destroy();
      else response.end();
    });
    t.after(() => {
      delete process.env["MEMBERS_WEBHOOK"];
    });
    const app = await appWith({ PostConfirmation: functionArn("post-confirmation") });
    const { UserSub: sub } = await signUp(app, "jane@example.com");
    const Username = "jane-at-example.com";
    await app.api.adminConfirmSignUp({ UserPoolId: app.poolId, Username });
    assert.deepEqual(told, [
      { happened: "joined", pool: app.poolId, user: Username, sub, email: "jane@example.com" },
    ]);
    await signUp(app, "john@example.com");
    await app.api.adminConfirmSignUp({ UserPoolId: app.poolId, Username: "john-at-example.com" });
    assert.equal(told.length, 2);
  });

  test("pre-authentication keeps out who is blocked, whatever the password", async () => {
    const app = await appWith({ PreAuthentication: functionArn("pre-authentication") });
    const attributes = { email: "jane@example.com", "custom:blocked": "true" };
    const username = await addUser(app, { attributes });
    for (const password of [PASSWORD, "Wr0ng-Passw0rd"]) {
      await assert.rejects(
        signIn(app, username, password),
        refusal(
          "UserLambdaValidationException",
          "PreAuthentication failed with error this account is blocked, please write to support@example.com.",
        ),
      );
    }
    await tokensOf(app, await addUser(app));
  });

  const claimsOf = (token: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  const withPhone = {
    email: "jane@example.com",
    phone_number: "+15550100",
    "custom:tenant": "blue",
  };

  test("pre-token-generation adds texts to the ID token, and takes the phone number out", async () => {
    const app = await appWith({ PreTokenGeneration: functionArn("pre-token-generation") });
    const { id, access } = await tokensOf(app, await addUser(app, { attributes: withPhone }));
    const { tenant, role, email, phone_number } = claimsOf(id);
    assert.deepEqual([tenant, role, email, phone_number], ["blue", "member", "jane@example.com", undefined]);
    assert.ok(!("tenant" in claimsOf(access)));
  });

  for (const LambdaVersion of ["V2_0", "V3_0"]) {
    test(`pre-token-generation-v2 (${LambdaVersion}) writes claims of any type into both tokens, and scopes`, async () => {
      const LambdaArn = functionArn("pre-token-generation-v2");
      const app = await appWith({ PreTokenGenerationConfig: { LambdaVersion, LambdaArn } });
      const { id, access } = await tokensOf(app, await addUser(app, { attributes: withPhone }));
      for (const token of [id, access]) {
        const { tenant, permissions, max_orders } = claimsOf(token);
        assert.deepEqual(
          [tenant, permissions, max_orders],
          [{ id: "blue", trial: false }, ["orders:read"], 10],
        );
      }
      assert.equal(claimsOf(id)["phone_number"], undefined);
      assert.equal(claimsOf(access)["scope"], "aws.cognito.signin.user.admin orders/read");
    });
  }

  test("user-migration takes over who has the old password, and nobody else", async () => {
    const app = await appWith({ UserMigration: functionArn("user-migration") });
    const nobody = refusal("UserNotFoundException", "User does not exist.");
    await assert.rejects(signIn(app, "lena", "not-her-Passw0rd"), nobody);
    await assert.rejects(signIn(app, "leo", "0ld-Passw0rd"), nobody);
    await tokensOf(app, "lena", "0ld-Passw0rd");
    assert.equal(await statusOf(app, "lena"), "CONFIRMED");
    await tokensOf(app, "lena", "0ld-Passw0rd");
  });

  test("user-migration takes over who forgot the old password, and a code goes out", async () => {
    const app = await appWith({ UserMigration: functionArn("user-migration") });
    await app.api.forgotPassword({ ClientId: app.clientId, Username: "lena" });
    assert.equal(await statusOf(app, "lena"), "RESET_REQUIRED");
    await confirmReset(app, "lena", await codeFor(app, "lena"));
    await tokensOf(app, "lena", NEW_PASSWORD);
  });

  test("custom-message writes mails that carry their code", async () => {
    const app = await appWith({ CustomMessage: functionArn("custom-message") });
    await signUp(app, "jane@example.com");
    const { subject, body, code } = await lastMessageTo(app, "jane-at-example.com");
    assert.equal(subject, "Welcome to Acme");
    assert.ok(body.includes(`<strong>${code}</strong>`) && body.includes("Hello jane@example.com,"));
  });
});
