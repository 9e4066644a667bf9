/** The life of an app client and of what it names, as a tool that manages both would lead it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolClientRequest } from "@aws-sdk/client-cognito-identity-provider";
import { secretHash } from "../../src/domain/secret-hash.ts";
import { type App, addUser, newPool, onEachDatabase, PASSWORD, there, tokensIn } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const missing = (message: string) => refusal("ResourceNotFoundException", message);

/** As a configuration says it: nothing sorted, nothing of the service's own. */
const CONFIGURED = {
  ClientName: "shop",
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  AllowedOAuthFlows: ["code"],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: ["openid", "orders/write", "orders/read"],
  CallbackURLs: ["https://shop.example/b", "https://shop.example/a"],
  SupportedIdentityProviders: ["COGNITO"],
  RefreshTokenValidity: 12,
  TokenValidityUnits: { RefreshToken: "hours" },
} satisfies Omit<CreateUserPoolClientRequest, "UserPoolId">;

/** A list is a set to such a tool. */
const unordered = (settings: object): object =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value]),
  );

await onEachDatabase((world) => {
  test("a client is made, read, changed, given another secret, and taken away", async () => {
    const { api } = world();
    const UserPoolId = await newPool({ api });
    const orders = { UserPoolId, Identifier: "orders", Name: "Orders" };
    const scope = (ScopeName: string) => ({ ScopeName, ScopeDescription: `may ${ScopeName} orders` });
    await api.createResourceServer({ ...orders, Scopes: [scope("write"), scope("read")] });

    const { UserPoolClient: made } = await api.createUserPoolClient({
      UserPoolId,
      GenerateSecret: true,
      ...CONFIGURED,
    });
    const client = { UserPoolId, ClientId: there(made?.ClientId) };
    const read = async () => there((await api.describeUserPoolClient(client)).UserPoolClient);

    const state = await read();
    assert.deepEqual(state, made);
    const { TokenValidityUnits, ...configured } = CONFIGURED;
    const seen = Object.fromEntries(Object.entries(state).filter(([name]) => name in configured));
    assert.deepEqual(unordered(seen), unordered(configured), "there is nothing left to change");
    assert.equal(state.TokenValidityUnits?.RefreshToken, TokenValidityUnits.RefreshToken);

    // Such a tool sends everything it read, changed where it is to be changed.
    const { ClientSecret, CreationDate, LastModifiedDate, ClientType, ...rest } = state;
    const settings = { ...rest, ...client };
    const { UserPoolClient: changed } = await api.updateUserPoolClient({
      ...settings,
      AccessTokenValidity: 2,
    });
    assert.deepEqual(changed, {
      ...state,
      AccessTokenValidity: 2,
      LastModifiedDate: changed?.LastModifiedDate,
    });
    assert.deepEqual(await read(), changed);

    const app: App = { world: world(), api, poolId: UserPoolId, clientId: client.ClientId };
    const username = await addUser(app);
    const signIn = (secret: string) =>
      api.initiateAuth({
        ClientId: client.ClientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: {
          USERNAME: username,
          PASSWORD,
          SECRET_HASH: secretHash(secret, username, client.ClientId),
        },
      });
    await signIn(there(ClientSecret));

    const { ClientSecretDescriptor: second } = await api.addUserPoolClientSecret(client);
    const { ClientSecrets = [] } = await api.listUserPoolClientSecrets(client);
    await api.deleteUserPoolClientSecret({
      ...client,
      ClientSecretId: there(ClientSecrets[0]?.ClientSecretId),
    });
    const secret = there(second?.ClientSecretValue);
    assert.equal((await read()).ClientSecret, secret);
    const { access } = tokensIn(await signIn(secret));
    await assert.rejects(signIn(there(ClientSecret)), { name: "NotAuthorizedException" });

    await api.updateUserPoolClient({ ...settings, AllowedOAuthScopes: ["openid"] });
    await api.deleteResourceServer({ UserPoolId, Identifier: "orders" });
    assert.deepEqual((await read()).AllowedOAuthScopes, ["openid"]);

    await api.deleteUserPoolClient(client);
    const gone = missing(`User pool client ${client.ClientId} does not exist.`);
    await assert.rejects(read(), gone);
    await assert.rejects(api.deleteUserPoolClient(client), gone);
    await assert.rejects(api.updateUserPoolClient(settings), gone);
    await assert.rejects(signIn(secret), gone);
    await assert.rejects(
      api.getUser({ AccessToken: access }),
      refusal("NotAuthorizedException", "Invalid Access Token"),
    );
    assert.deepEqual((await api.listUserPoolClients({ UserPoolId })).UserPoolClients, []);
    await api.deleteUserPool({ UserPoolId });
  });

  test("a pool takes its clients and resource servers with it", async () => {
    const { api } = world();
    const tagged = { UserPoolTags: { "poolkeeper:pool-id": "us-east-1_TakesAll" } };
    const UserPoolId = await newPool({ api }, tagged);
    const photos = { UserPoolId, Identifier: "photos", Name: "Photos" };
    await api.createResourceServer(photos);
    await api.createUserPoolClient({ UserPoolId, ClientName: "web" });
    await api.deleteUserPool({ UserPoolId });
    const gone = missing(`User pool ${UserPoolId} does not exist.`);
    await assert.rejects(api.describeResourceServer({ UserPoolId, Identifier: "photos" }), gone);
    await assert.rejects(api.createResourceServer(photos), gone);

    assert.equal(await newPool({ api }, tagged), UserPoolId);
    assert.deepEqual((await api.listResourceServers({ UserPoolId, MaxResults: 50 })).ResourceServers, []);
    assert.deepEqual((await api.listUserPoolClients({ UserPoolId })).UserPoolClients, []);
    await api.deleteUserPool({ UserPoolId });
  });
});
