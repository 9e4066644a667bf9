import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolClientRequest } from "@aws-sdk/client-cognito-identity-provider";
import { beforehand, newClient, newPool, onEachDatabase, there } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Settings = Partial<CreateUserPoolClientRequest>;

await onEachDatabase((world) => {
  const pool = beforehand(async () => ({ id: await newPool(world()) }));
  const create = async (settings: Settings = {}) => {
    const { UserPoolClient } = await world().api.createUserPoolClient({
      UserPoolId: pool().id,
      ClientName: "web",
      ...settings,
    });
    return there(UserPoolClient);
  };
  const describeClient = async (ClientId: string | undefined) => {
    const { UserPoolClient } = await world().api.describeUserPoolClient({
      UserPoolId: pool().id,
      ClientId: there(ClientId),
    });
    return there(UserPoolClient);
  };

  describe("a client with only a name", () => {
    test("has the service's defaults, and no members that nobody chose", async () => {
      const { ClientId, CreationDate, LastModifiedDate, ...rest } = await create();
      assert.match(there(ClientId), /^[a-z0-9]{26}$/);
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(LastModifiedDate, CreationDate);
      assert.deepEqual(rest, {
        UserPoolId: pool().id,
        ClientName: "web",
        RefreshTokenValidity: 30,
        TokenValidityUnits: {},
        AllowedOAuthFlowsUserPoolClient: false,
        EnableTokenRevocation: true,
        EnablePropagateAdditionalUserContextData: false,
        AuthSessionValidity: 3,
      });
    });

    test("is described as it was made", async () => {
      const made = await create();
      assert.deepEqual(await describeClient(made.ClientId), made);
    });

    test("may share its name with another one", async () => {
      const [first, second] = [await create(), await create()];
      assert.notEqual(first.ClientId, second.ClientId);
    });
  });

  describe("what a request says", () => {
    test("lists come back sorted, whatever their order", async () => {
      const client = await create({
        GenerateSecret: true,
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_CUSTOM_AUTH"],
        ReadAttributes: ["name", "email"],
        WriteAttributes: ["nickname", "email"],
        CallbackURLs: ["https://b.example/", "https://a.example/"],
        LogoutURLs: ["https://d.example/", "https://c.example/"],
        DefaultRedirectURI: "https://b.example/",
        AllowedOAuthFlows: ["implicit", "code"],
        AllowedOAuthScopes: ["profile", "openid", "email"],
        AllowedOAuthFlowsUserPoolClient: true,
        SupportedIdentityProviders: ["COGNITO"],
      });
      assert.deepEqual(client.ExplicitAuthFlows, [
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_SRP_AUTH",
      ]);
      assert.deepEqual(client.ReadAttributes, ["email", "name"]);
      assert.deepEqual(client.WriteAttributes, ["email", "nickname"]);
      assert.deepEqual(client.CallbackURLs, ["https://a.example/", "https://b.example/"]);
      assert.deepEqual(client.LogoutURLs, ["https://c.example/", "https://d.example/"]);
      assert.deepEqual(client.AllowedOAuthFlows, ["code", "implicit"]);
      assert.deepEqual(client.AllowedOAuthScopes, ["email", "openid", "profile"]);
      assert.deepEqual(client.SupportedIdentityProviders, ["COGNITO"]);
    });

    test("one unit of validity brings the others with their defaults", async () => {
      const { TokenValidityUnits } = await create({
        AccessTokenValidity: 10,
        TokenValidityUnits: { AccessToken: "minutes" },
      });
      assert.deepEqual(TokenValidityUnits, {
        AccessToken: "minutes",
        IdToken: "hours",
        RefreshToken: "days",
      });
    });

    test("a refresh token that is valid for no days is valid for thirty", async () => {
      assert.equal((await create({ RefreshTokenValidity: 0 })).RefreshTokenValidity, 30);
    });

    test("plain HTTP is for the machine itself, and apps have schemes of their own", async () => {
      const CallbackURLs = ["http://127.0.0.1:3000/in", "http://localhost:3000/in", "myapp://in"];
      assert.deepEqual((await create({ CallbackURLs })).CallbackURLs, CallbackURLs);
    });
  });

  describe("a client's secret", () => {
    test("is generated, and described in clear", async () => {
      const { ClientId, ClientSecret } = await create({ GenerateSecret: true });
      assert.match(there(ClientSecret), /^[a-z0-9]{52}$/);
      assert.equal((await describeClient(ClientId)).ClientSecret, ClientSecret);
    });

    test("may be brought along", async () => {
      const ClientSecret = "a_secret_of_one's_own+123".replace("'", "_");
      const client = await create({ ClientSecret });
      assert.equal(client.ClientSecret, ClientSecret);
      assert.equal((await describeClient(client.ClientId)).ClientSecret, ClientSecret);
    });

    test("is not both brought and generated", async () => {
      await assert.rejects(
        create({ ClientSecret: "a_secret_of_ones_own_123456", GenerateSecret: true }),
        refusal("InvalidParameterException", "Only one of the ClientSecret or GenerateSecret can be set."),
      );
    });
  });

  describe("a client that is deleted", () => {
    test("does not exist any more", async () => {
      const { api } = world();
      const ClientId = await newClient({ api, poolId: pool().id });
      await api.deleteUserPoolClient({ UserPoolId: pool().id, ClientId });
      const gone = refusal("ResourceNotFoundException", `User pool client ${ClientId} does not exist.`);
      await assert.rejects(describeClient(ClientId), gone);
      await assert.rejects(api.deleteUserPoolClient({ UserPoolId: pool().id, ClientId }), gone);
      await assert.rejects(api.initiateAuth({ ClientId, AuthFlow: "USER_SRP_AUTH" }), gone);
    });

    test("a client of another pool is not found either", async () => {
      const { api } = world();
      const elsewhere = await newPool(world());
      const ClientId = await newClient({ api, poolId: elsewhere });
      const notHere = refusal("ResourceNotFoundException", `User pool client ${ClientId} does not exist.`);
      await assert.rejects(describeClient(ClientId), notHere);
      await assert.rejects(
        api.adminInitiateAuth({ UserPoolId: pool().id, ClientId, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" }),
        notHere,
      );
    });

    test("a pool that does not exist has no clients", async () => {
      await assert.rejects(
        create({ UserPoolId: "us-east-1_nowhere" }),
        refusal("ResourceNotFoundException", "User pool us-east-1_nowhere does not exist."),
      );
    });
  });
});
