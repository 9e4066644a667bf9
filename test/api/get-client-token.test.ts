/** A token that an app client gets for itself: for machines, with no user behind it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  CreateUserPoolClientRequest,
  CreateUserPoolRequest,
  ExplicitAuthFlowsType,
  GetClientTokenRequest,
} from "@aws-sdk/client-cognito-identity-provider";
import { JwtRsaVerifier } from "aws-jwt-verify";
import { newPool, onEachDatabase, PASSWORD, there } from "../support/arrange.ts";
import { claimsOf } from "../support/claims.ts";
import { functionArn, type TriggerEvent, withFunctions } from "../support/functions.ts";
import { rawCall, successOf } from "../support/raw-call.ts";
import { refusal } from "../support/server.ts";

/** The service takes it; the types of its SDK do not know it yet. */
const CLIENT_TOKEN_AUTH: string = "ALLOW_CLIENT_TOKEN_AUTH";
const flows = (...names: string[]): ExplicitAuthFlowsType[] =>
  names.map((name) => name as ExplicitAuthFlowsType);

const invalid = (message: string) => refusal("InvalidParameterException", message);
const denied = (message: string) => refusal("NotAuthorizedException", message);
const WRONG = denied("Invalid client or secret");

const scope = (ScopeName: string) => ({ ScopeName, ScopeDescription: ScopeName });

const PRE_TOKEN = (
  LambdaVersion: "V1_0" | "V2_0" | "V3_0",
  name: string,
): Partial<CreateUserPoolRequest> => ({
  LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion, LambdaArn: functionArn(name) } },
});

await onEachDatabase(
  (world) => {
    /** A pool with the scopes `photos/read`, `photos/share` and `photos/write`, and a machine that may read and write. */
    async function machine(
      client: Partial<CreateUserPoolClientRequest> = {},
      pool: Partial<CreateUserPoolRequest> = {},
    ) {
      const { api } = world();
      const poolId = await newPool({ api }, pool);
      const photos = { UserPoolId: poolId, Identifier: "photos", Name: "Photos" };
      await api.createResourceServer({ ...photos, Scopes: [scope("read"), scope("share"), scope("write")] });
      const { UserPoolClient } = await api.createUserPoolClient({
        UserPoolId: poolId,
        ClientName: "machine",
        GenerateSecret: true,
        ExplicitAuthFlows: flows(CLIENT_TOKEN_AUTH),
        AllowedOAuthScopes: ["photos/write", "photos/read"],
        ...client,
      });
      const clientId = there(UserPoolClient?.ClientId);
      const secret = UserPoolClient?.ClientSecret ?? "no_secret_but_long_enough";
      const ask = async (request: Partial<GetClientTokenRequest> = {}) => {
        const answer = await api.getClientToken({ ClientId: clientId, Secret: secret, ...request });
        return there(answer.ClientAuthenticationResult);
      };
      const scopesOf = async (request: Partial<GetClientTokenRequest> = {}) =>
        claimsOf(there((await ask(request)).AccessToken))["scope"];
      return { api, poolId, photos, clientId, secret, ask, scopesOf };
    }

    describe("a token for a machine", () => {
      test("tells of its client and of all that it may do, and of no user", async () => {
        const { poolId, clientId, ask } = await machine();
        const { AccessToken, ...rest } = await ask();
        assert.deepEqual(rest, { ExpiresIn: 3600, TokenType: "Bearer" });
        const claims = claimsOf(there(AccessToken));
        const { iat, jti, iss } = claims;
        assert.match(String(jti), /^[0-9a-f-]{36}$/);
        assert.deepEqual(Object.entries(claims), [
          ["sub", clientId],
          ["token_use", "access"],
          ["scope", "photos/read photos/write"],
          ["auth_time", iat],
          ["iss", iss],
          ["exp", Number(iat) + 3600],
          ["iat", iat],
          ["version", 2],
          ["jti", jti],
          ["client_id", clientId],
        ]);
        assert.equal(iss, `${world().url}/${poolId}`.replace("127.0.0.1", "localhost"));
      });

      test("is signed by the pool's key for access tokens", async () => {
        const { poolId, clientId, ask } = await machine();
        const token = there((await ask()).AccessToken);
        const { iss } = claimsOf(token);
        const jwks = await fetch(`${world().url}/${poolId}/.well-known/jwks.json`);
        const verifier = JwtRsaVerifier.create({ issuer: String(iss), audience: null });
        verifier.cacheJwks((await jwks.json()) as Parameters<typeof verifier.cacheJwks>[0]);
        assert.equal(verifier.verifySync(token).sub, clientId);
      });

      test("lives as long as the client says, and has no id where none can be revoked", async () => {
        const { ask } = await machine({
          AccessTokenValidity: 5,
          TokenValidityUnits: { AccessToken: "minutes" },
          EnableTokenRevocation: false,
        });
        const { AccessToken, ExpiresIn } = await ask();
        const claims = claimsOf(there(AccessToken));
        assert.equal(ExpiresIn, 300);
        assert.equal(Number(claims["exp"]) - Number(claims["iat"]), 300);
        assert.equal("jti" in claims, false);
      });

      test("is given to whoever knows the secret, without a signature", async () => {
        const { clientId, secret } = await machine();
        const body = { ClientId: clientId, Secret: secret };
        const answer = successOf(await rawCall(world().url, "GetClientToken", body, {}));
        assert.deepEqual(Object.keys(answer), ["ClientAuthenticationResult"]);
      });

      test("is given for either of two secrets, and for a deleted one no more", async () => {
        const { api, poolId, clientId, secret, ask } = await machine();
        const client = { UserPoolId: poolId, ClientId: clientId };
        const { ClientSecretDescriptor: second } = await api.addUserPoolClientSecret(client);
        for (const Secret of [secret, there(second?.ClientSecretValue)]) await ask({ Secret });
        await api.deleteUserPoolClientSecret({ ...client, ClientSecretId: there(second?.ClientSecretId) });
        await assert.rejects(ask({ Secret: there(second?.ClientSecretValue) }), WRONG);
        await ask();
      });

      test("opens nothing that is a user's", async () => {
        const { api, ask } = await machine({}, PRE_TOKEN("V3_0", "machine-token-as-told"));
        const plain = there((await ask()).AccessToken);
        const scopesToAdd = ["aws.cognito.signin.user.admin"];
        const details = { accessTokenGeneration: { scopesToAdd } };
        const ClientMetadata = { answer: JSON.stringify({ claimsAndScopeOverrideDetails: details }) };
        const extended = there((await ask({ ClientMetadata })).AccessToken);
        assert.match(String(claimsOf(extended)["scope"]), /aws\.cognito\.signin\.user\.admin/);
        for (const AccessToken of [plain, extended]) {
          await assert.rejects(api.getUser({ AccessToken }), denied("Invalid Access Token"));
          await assert.rejects(api.globalSignOut({ AccessToken }), denied("Invalid Access Token"));
        }
      });
    });

    describe("its scopes", () => {
      test("are those asked for, each once", async () => {
        const { scopesOf } = await machine();
        assert.equal(await scopesOf({ Scopes: ["photos/write"] }), "photos/write");
        const all = ["photos/write", "photos/read", "photos/write"];
        assert.equal(await scopesOf({ Scopes: all }), "photos/read photos/write");
        assert.equal(await scopesOf({ Scopes: [] }), "photos/read photos/write");
      });

      test("are custom ones alone, whatever else the client may ask for", async () => {
        const { ask, scopesOf } = await machine({ AllowedOAuthScopes: ["openid", "photos/read"] });
        assert.equal(await scopesOf(), "photos/read");
        await assert.rejects(
          ask({ Scopes: ["openid"] }),
          denied("The scope openid is not allowed for the client."),
        );
      });

      test("are refused as a whole where one is not the client's", async () => {
        const { ask } = await machine();
        await assert.rejects(
          ask({ Scopes: ["photos/read", "photos/share"] }),
          denied("The scope photos/share is not allowed for the client."),
        );
        await assert.rejects(
          ask({ Scopes: ["photos/read", "films/read"] }),
          invalid("Invalid scope requested: films/read"),
        );
      });

      test("are left out while their resource server does not have them", async () => {
        const { api, photos, scopesOf } = await machine();
        await api.updateResourceServer({ ...photos, Scopes: [scope("read")] });
        assert.equal(await scopesOf(), "photos/read");
        assert.equal(await scopesOf({ Scopes: ["photos/write", "photos/read"] }), "photos/read");
        await api.deleteResourceServer(photos);
        assert.equal(await scopesOf(), undefined);
        await api.createResourceServer({ ...photos, Scopes: [scope("write")] });
        assert.equal(await scopesOf(), "photos/write");
      });
    });

    describe("no token is given", () => {
      test("for a wrong secret, nor to a public client", async () => {
        const { ask } = await machine();
        await assert.rejects(ask({ Secret: "wrong_but_long_enough_to_be_one" }), WRONG);
        const open = await machine({
          GenerateSecret: false,
          ExplicitAuthFlows: flows("ALLOW_USER_SRP_AUTH"),
        });
        await assert.rejects(open.ask(), WRONG);
      });

      test("to a client that signs users in", async () => {
        const { api, ask } = await machine({
          ExplicitAuthFlows: flows("ALLOW_USER_PASSWORD_AUTH"),
          AllowedOAuthFlows: ["client_credentials"],
          AllowedOAuthFlowsUserPoolClient: true,
        });
        await assert.rejects(ask(), invalid("ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client."));
        const alone = await machine();
        await assert.rejects(
          api.initiateAuth({
            ClientId: alone.clientId,
            AuthFlow: "USER_PASSWORD_AUTH",
            AuthParameters: { USERNAME: "jane", PASSWORD },
          }),
          invalid("USER_PASSWORD_AUTH flow not enabled for this client"),
        );
      });

      test("to a client that is deleted", async () => {
        const { api, poolId, clientId, ask } = await machine();
        await api.deleteUserPoolClient({ UserPoolId: poolId, ClientId: clientId });
        await assert.rejects(
          ask(),
          refusal("ResourceNotFoundException", `User pool client ${clientId} does not exist.`),
        );
      });
    });

    describe("ALLOW_CLIENT_TOKEN_AUTH", () => {
      test("stands alone", async () => {
        await assert.rejects(
          machine({ ExplicitAuthFlows: flows(CLIENT_TOKEN_AUTH, "ALLOW_REFRESH_TOKEN_AUTH") }),
          invalid("ALLOW_CLIENT_TOKEN_AUTH can not be enabled together with other auth flows."),
        );
      });

      test("needs a secret", async () => {
        await assert.rejects(
          machine({ GenerateSecret: false }),
          invalid("ALLOW_CLIENT_TOKEN_AUTH can not be enabled if client does not have a client secret."),
        );
      });

      test("goes together with the client_credentials of the token endpoint", async () => {
        const { scopesOf } = await machine({
          AllowedOAuthFlows: ["client_credentials"],
          AllowedOAuthFlowsUserPoolClient: true,
        });
        assert.equal(await scopesOf(), "photos/read photos/write");
      });
    });

    describe("a PreTokenGeneration function", () => {
      const told = (answer: object) => ({ answer: JSON.stringify(answer) });

      test("of the third version changes claims and scopes", async () => {
        const { clientId, ask } = await machine({}, PRE_TOKEN("V3_0", "machine-token-as-told"));
        const accessTokenGeneration = {
          claimsToAddOrOverride: { tenant: "blue", sub: "root", aud: clientId, client_id: "other" },
          claimsToSuppress: ["version", "token_use"],
          scopesToAdd: ["films/watch"],
          scopesToSuppress: ["photos/write"],
        };
        const idTokenGeneration = { claimsToAddOrOverride: { color: "red" } };
        const claimsAndScopeOverrideDetails = { accessTokenGeneration, idTokenGeneration };
        const ClientMetadata = told({ claimsAndScopeOverrideDetails });
        const claims = claimsOf(there((await ask({ ClientMetadata })).AccessToken));
        const { tenant, sub, aud, client_id, version, token_use, scope: scopes, color } = claims;
        assert.deepEqual([tenant, sub, aud, client_id], ["blue", clientId, clientId, clientId]);
        assert.deepEqual([version, token_use, color], [2, "access", undefined]);
        assert.equal(scopes, "photos/read films/watch");
      });

      test("of the third version sees the client, its scopes and the metadata, and no user", async () => {
        const { poolId, clientId, ask } = await machine({}, PRE_TOKEN("V3_0", "machine-event-in-token"));
        const { AccessToken } = await ask({ Scopes: ["photos/read"], ClientMetadata: { reason: "nightly" } });
        const { event } = claimsOf(there(AccessToken)) as { event: TriggerEvent };
        const { callerContext, ...rest } = event;
        assert.equal(callerContext["clientId"], clientId);
        assert.deepEqual(rest, {
          version: "3",
          triggerSource: "TokenGeneration_ClientCredentials",
          region: "us-east-1",
          userPoolId: poolId,
          userName: clientId,
          request: {
            userAttributes: {},
            groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
            scopes: ["photos/read"],
            clientMetadata: { reason: "nightly" },
          },
          response: { claimsAndScopeOverrideDetails: null },
        });
      });

      for (const version of ["V1_0", "V2_0"] as const) {
        test(`of version ${version} is not called`, async () => {
          const { ask } = await machine({}, PRE_TOKEN(version, "refuses"));
          assert.ok((await ask()).AccessToken);
        });
      }

      test("that fails keeps the token back", async () => {
        const { ask } = await machine({}, PRE_TOKEN("V3_0", "machine-token-as-told"));
        await assert.rejects(
          ask({ ClientMetadata: { error: "not today" } }),
          refusal("UserLambdaValidationException", "PreTokenGeneration failed with error not today."),
        );
        await assert.rejects(
          ask({ ClientMetadata: told({ claimsAndScopeOverrideDetails: "nothing" }) }),
          refusal("InvalidLambdaResponseException", "Unrecognizable lambda output"),
        );
        const lost = await machine({}, PRE_TOKEN("V3_0", "nobody-wrote-it"));
        await assert.rejects(lost.ask(), { name: "UnexpectedLambdaException" });
      });
    });
  },
  ...withFunctions,
);
