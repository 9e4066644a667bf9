import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AuthFlowType, ExplicitAuthFlowsType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  adminSignIn,
  beforehand,
  newApp,
  newClient,
  newPool,
  onEachDatabase,
  PASSWORD,
  signIn,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
const invalid = (message: string) => refusal("InvalidParameterException", message);

/** Begins a flow at one of the two doors, with parameters of nobody. */
const begin = (
  { api, poolId, clientId }: App,
  door: "public" | "admin",
  AuthFlow: AuthFlowType,
  AuthParameters: Record<string, string> = {
    USERNAME: "nobody",
    PASSWORD: "x",
    SRP_A: "1",
    REFRESH_TOKEN: "x",
  },
) =>
  door === "admin"
    ? api.adminInitiateAuth({ UserPoolId: poolId, ClientId: clientId, AuthFlow, AuthParameters })
    : api.initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters });

await onEachDatabase((world) => {
  const app = beforehand(() => newApp(world()));

  describe("the right password", () => {
    test("brings tokens and no challenge", async () => {
      const username = await addUser(app());
      for (const answer of [await signIn(app(), username), await adminSignIn(app(), username)]) {
        const { $metadata, AuthenticationResult, ...rest } = answer;
        assert.deepEqual(rest, { ChallengeParameters: {} });
        const { AccessToken, IdToken, RefreshToken, ...facts } = AuthenticationResult ?? {};
        assert.deepEqual(facts, { ExpiresIn: 3600, TokenType: "Bearer" });
        assert.match(AccessToken ?? "", /^[\w-]+\.[\w-]+\.[\w-]+$/);
        assert.match(IdToken ?? "", /^[\w-]+\.[\w-]+\.[\w-]+$/);
        assert.match(RefreshToken ?? "", /^[\w-]+(?:\.[\w-]+){4}$/);
      }
    });

    test("has every character that was set", async () => {
      const password = "Pä$sw0rd-ключ-🔑-'\";--";
      const username = await addUser(app(), { password });
      assert.ok((await signIn(app(), username, password)).AuthenticationResult);
      for (const near of [
        ` ${password}`,
        `${password} `,
        password.toUpperCase(),
        password.normalize("NFD"),
      ]) {
        await assert.rejects(signIn(app(), username, near), wrong);
      }
    });

    test("is longer than any limit only if it is wrong", async () => {
      const username = await addUser(app());
      await assert.rejects(signIn(app(), username, "x".repeat(257)), wrong);
      await assert.rejects(signIn(app(), "u".repeat(129), PASSWORD), { name: "UserNotFoundException" });
    });
  });

  describe("a flow that the client does not allow is refused", () => {
    const REFUSALS: readonly (readonly [AuthFlowType, "public" | "admin", string])[] = [
      ["USER_PASSWORD_AUTH", "public", "USER_PASSWORD_AUTH flow not enabled for this client"],
      ["USER_SRP_AUTH", "public", "USER_SRP_AUTH is not enabled for the client."],
      ["USER_SRP_AUTH", "admin", "USER_SRP_AUTH is not enabled for the client."],
      ["CUSTOM_AUTH", "public", "CUSTOM_AUTH is not enabled for the client."],
      ["USER_AUTH", "public", "USER_AUTH flow not enabled for this client"],
      ["ADMIN_USER_PASSWORD_AUTH", "admin", "Auth flow not enabled for this client"],
      ["ADMIN_NO_SRP_AUTH", "admin", "Auth flow not enabled for this client"],
    ];
    const narrow = beforehand(() =>
      newApp(world(), { client: { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] } }),
    );
    for (const [flow, door, message] of REFUSALS) {
      test(`${flow} at the ${door} door`, async () => {
        await assert.rejects(begin(narrow(), door, flow), invalid(message));
      });
    }

    test("an administrator's flow at the public door, and the public one at theirs", async () => {
      const other = invalid("Initiate Auth method not supported.");
      await assert.rejects(begin(app(), "public", "ADMIN_USER_PASSWORD_AUTH"), other);
      await assert.rejects(begin(app(), "public", "ADMIN_NO_SRP_AUTH"), other);
      await assert.rejects(begin(app(), "admin", "USER_PASSWORD_AUTH"), other);
    });

    test("all but custom authentication, where the client is limited to it", async () => {
      const custom = await newApp(world(), { client: { ExplicitAuthFlows: ["CUSTOM_AUTH_FLOW_ONLY"] } });
      const only = invalid("Only custom auth (lambda driven) is enabled for this client.");
      for (const flow of ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"] as const) {
        await assert.rejects(begin(custom, "public", flow), only);
      }
      await assert.rejects(begin(custom, "admin", "ADMIN_NO_SRP_AUTH"), only);
    });

    test("custom authentication, where the pool has no functions for it", async () => {
      const client = await newClient(app(), { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] });
      await assert.rejects(
        begin({ ...app(), clientId: client }, "public", "CUSTOM_AUTH"),
        invalid("Custom auth lambda trigger is not configured for the user pool."),
      );
    });
  });

  describe("a client that lists", () => {
    const clientWith = (ExplicitAuthFlows: ExplicitAuthFlowsType[] | undefined) =>
      newApp(world(), { client: { ExplicitAuthFlows } });

    test("no flows takes SRP and refresh tokens, and no passwords", async () => {
      const plain = await clientWith(undefined);
      await assert.rejects(begin(plain, "public", "USER_SRP_AUTH"), { name: "UserNotFoundException" });
      await assert.rejects(begin(plain, "public", "REFRESH_TOKEN_AUTH"), { name: "NotAuthorizedException" });
      await assert.rejects(
        begin(plain, "public", "USER_PASSWORD_AUTH"),
        invalid("USER_PASSWORD_AUTH flow not enabled for this client"),
      );
    });

    test("legacy names takes those, and SRP and refresh tokens still", async () => {
      const legacy = await clientWith(["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]);
      const username = await addUser(legacy);
      assert.ok((await signIn(legacy, username)).AuthenticationResult);
      for (const flow of ["ADMIN_NO_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH"] as const) {
        const parameters = { USERNAME: username, PASSWORD };
        assert.ok((await begin(legacy, "admin", flow, parameters)).AuthenticationResult);
      }
      await assert.rejects(begin(legacy, "public", "USER_SRP_AUTH"), { name: "UserNotFoundException" });
      await assert.rejects(begin(legacy, "public", "REFRESH_TOKEN"), { name: "NotAuthorizedException" });
    });
  });

  describe("what a flow needs is asked for in order", () => {
    const MISSING: readonly (readonly [AuthFlowType, "public" | "admin", Record<string, string>, string])[] =
      [
        ["USER_PASSWORD_AUTH", "public", {}, "USERNAME"],
        ["USER_PASSWORD_AUTH", "public", { PASSWORD }, "USERNAME"],
        ["USER_PASSWORD_AUTH", "public", { USERNAME: "jane" }, "PASSWORD"],
        ["USER_PASSWORD_AUTH", "public", { USERNAME: "", PASSWORD }, "USERNAME"],
        ["USER_PASSWORD_AUTH", "public", { USERNAME: "jane", PASSWORD: "" }, "PASSWORD"],
        ["USER_SRP_AUTH", "public", { USERNAME: "jane" }, "SRP_A"],
        ["ADMIN_NO_SRP_AUTH", "admin", { USERNAME: "jane" }, "PASSWORD"],
        ["REFRESH_TOKEN_AUTH", "public", {}, "REFRESH_TOKEN"],
        ["REFRESH_TOKEN", "public", { REFRESH_TOKEN: "" }, "REFRESH_TOKEN"],
      ];
    for (const [flow, door, parameters, name] of MISSING) {
      test(`${flow} with ${JSON.stringify(parameters)} asks for ${name}`, async () => {
        await assert.rejects(
          begin(app(), door, flow, parameters),
          invalid(`Missing required parameter ${name}`),
        );
      });
    }
  });

  describe("a client", () => {
    test("that does not exist signs nobody in", async () => {
      await assert.rejects(
        signIn({ ...app(), clientId: "noclient" }, "jane"),
        refusal("ResourceNotFoundException", "User pool client noclient does not exist."),
      );
    });

    test("of another pool signs nobody of this pool in", async () => {
      const username = await addUser(app(), { username: "only-here" });
      const elsewhere = await newApp(world());
      await assert.rejects(signIn(elsewhere, username), { name: "UserNotFoundException" });
      await assert.rejects(
        adminSignIn({ ...app(), clientId: elsewhere.clientId }, username),
        refusal("ResourceNotFoundException", `User pool client ${elsewhere.clientId} does not exist.`),
      );
    });

    test("of another region signs its users in, for apps do not sign their requests", async () => {
      const abroad = world().apiIn("eu-west-1");
      const poolId = await newPool({ api: abroad });
      const there: App = {
        world: world(),
        api: abroad,
        poolId,
        clientId: await newClient({ api: abroad, poolId }),
      };
      const username = await addUser(there);
      assert.ok((await signIn({ ...there, api: world().api }, username)).AuthenticationResult);
      await assert.rejects(
        adminSignIn({ ...there, api: world().api }, username),
        refusal("ResourceNotFoundException", `User pool ${poolId} does not exist.`),
      );
    });
  });
});
