/** A PreTokenGeneration function says what is different in a user's tokens, each time they are made. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { JwtRsaVerifier } from "aws-jwt-verify";
import {
  type App,
  type AppOptions,
  addUser,
  NEW_PASSWORD,
  newApp,
  onEachDatabase,
  refresh,
  renew,
  resetPassword,
  signIn,
  TEMPORARY,
  there,
  tokensIn,
  tokensOf,
} from "../support/arrange.ts";
import { type Claims, claimsOf } from "../support/claims.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

const claimsIn = (result: AuthenticationResultType | undefined) => ({
  id: claimsOf(there(result?.IdToken)),
  access: claimsOf(there(result?.AccessToken)),
});

const only = (claims: Claims, ...names: string[]): Claims =>
  Object.fromEntries(names.filter((name) => name in claims).map((name) => [name, claims[name]]));

const unusable = refusal("InvalidLambdaResponseException", "Unrecognizable lambda output");
const noSuchUser = refusal("UserNotFoundException", "User does not exist.");
const noScope = refusal("NotAuthorizedException", "Access Token does not have required scopes");

await onEachDatabase(
  (world) => {
    const appWith = (
      LambdaVersion: "V1_0" | "V2_0" | "V3_0",
      name: string,
      client: AppOptions["client"] = {},
    ) => {
      const PreTokenGenerationConfig = { LambdaVersion, LambdaArn: functionArn(name) };
      return newApp(world(), { pool: { LambdaConfig: { PreTokenGenerationConfig } }, client });
    };

    /** Signs in a user in whose tokens the function `answers-by-profile` changes what `response` says. */
    async function signInAnswering(app: App, response: object, attributes: Record<string, string> = {}) {
      const profile = JSON.stringify(response);
      const username = await addUser(app, {
        attributes: { email: "jane@example.com", profile, ...attributes },
      });
      return signIn(app, username);
    }

    describe("in its first version", () => {
      const answered = async (details: unknown, attributes?: Record<string, string>) => {
        const app = await appWith("V1_0", "answers-by-profile");
        const { AuthenticationResult } = await signInAnswering(
          app,
          { claimsOverrideDetails: details },
          attributes,
        );
        return claimsIn(AuthenticationResult);
      };

      test("it adds, overrides and suppresses claims of the ID token alone", async () => {
        const { id, access } = await answered(
          {
            claimsToAddOrOverride: { tenant: "blue", email: "other@example.com", "cognito:username": "root" },
            claimsToSuppress: ["profile", "name", "sub"],
          },
          { name: "Jane" },
        );
        assert.deepEqual(only(id, "tenant", "email", "profile", "name"), {
          tenant: "blue",
          email: "other@example.com",
        });
        assert.equal(id["cognito:username"], access["username"]);
        assert.equal(id["sub"], access["sub"]);
        assert.equal(access["tenant"], undefined);
        assert.equal(access["scope"], "aws.cognito.signin.user.admin");
      });

      test("what it suppresses it does not add", async () => {
        const { id } = await answered({
          claimsToAddOrOverride: { tenant: "blue" },
          claimsToSuppress: ["tenant"],
        });
        assert.equal(id["tenant"], undefined);
      });

      test("its groups are in both tokens, roles in the ID token", async () => {
        const groups = {
          groupsToOverride: ["admins", "writers"],
          iamRolesToOverride: ["arn:aws:iam::123456789012:role/writer"],
          preferredRole: "arn:aws:iam::123456789012:role/writer",
        };
        const { id, access } = await answered({ groupOverrideDetails: groups });
        assert.deepEqual(only(id, "cognito:groups", "cognito:roles", "cognito:preferred_role"), {
          "cognito:groups": groups.groupsToOverride,
          "cognito:roles": groups.iamRolesToOverride,
          "cognito:preferred_role": groups.preferredRole,
        });
        assert.deepEqual(only(access, "cognito:groups", "cognito:roles", "cognito:preferred_role"), {
          "cognito:groups": groups.groupsToOverride,
        });
        assert.deepEqual(Object.keys(access).slice(0, 3), ["sub", "cognito:groups", "iss"]);
      });

      test("no groups are no claim", async () => {
        const { id, access } = await answered({ groupOverrideDetails: {} });
        for (const claims of [id, access])
          assert.ok(!Object.keys(claims).some((name) => /:groups|role/.test(name)));
      });

      test("claims that are no texts are refused, and there are no tokens", async () => {
        await assert.rejects(answered({ claimsToAddOrOverride: { roles: ["admin"] } }), unusable);
      });

      test("an answer as it came changes nothing", async () => {
        const app = await appWith("V1_0", "unchanged");
        const { id, access } = claimsIn((await signIn(app, await addUser(app))).AuthenticationResult);
        assert.equal(id["email"], "jane@example.com");
        assert.equal(access["scope"], "aws.cognito.signin.user.admin");
      });
    });

    for (const version of ["V2_0", "V3_0"] as const) {
      describe(`in version ${version}`, () => {
        const answering = async (details: object, attributes?: Record<string, string>) => {
          const app = await appWith(version, "answers-by-profile");
          const answer = await signInAnswering(app, { claimsAndScopeOverrideDetails: details }, attributes);
          return { app, result: there(answer.AuthenticationResult) };
        };

        test("it changes both tokens, by claims of every type", async () => {
          const claims = {
            list: ["a", 1, true],
            object: { a: { b: "c" } },
            number: 1.5,
            flag: false,
            text: "t",
          };
          const { app, result } = await answering(
            {
              idTokenGeneration: {
                claimsToAddOrOverride: { ...claims, email_verified: "no", exp: 1 },
                claimsToSuppress: ["profile"],
              },
              accessTokenGeneration: {
                claimsToAddOrOverride: { ...claims, client_id: "other", scope: "all", aud: "other" },
                claimsToSuppress: ["username", "scope", "origin_jti"],
                scopesToAdd: ["orders/read", "orders/write", "aws.cognito.signin.user.admin"],
                scopesToSuppress: ["orders/write"],
              },
            },
            { email_verified: "true" },
          );
          const { id, access } = claimsIn(result);
          assert.deepEqual(only(id, ...Object.keys(claims), "profile"), claims);
          assert.deepEqual(only(access, ...Object.keys(claims), "username"), claims);
          assert.equal(id["email_verified"], true);
          assert.ok(Number(id["exp"]) > 1);
          assert.equal(access["client_id"], app.clientId);
          assert.equal(access["aud"], undefined);
          assert.equal(access["scope"], "aws.cognito.signin.user.admin orders/read");
          assert.equal(access["origin_jti"], id["origin_jti"]);
          assert.ok((await app.api.getUser({ AccessToken: there(result.AccessToken) })).Username);
        });

        test("verifiers still accept the tokens", async () => {
          const { app, result } = await answering({
            idTokenGeneration: { claimsToAddOrOverride: { "a/b": "c/d", ключ: "значение" } },
            accessTokenGeneration: { scopesToAdd: ["orders/read"] },
          });
          const issuer = `${world().url.replace("127.0.0.1", "localhost")}/${app.poolId}`;
          const keys = await (await fetch(`${world().url}/${app.poolId}/.well-known/jwks.json`)).json();
          const verifier = JwtRsaVerifier.create({
            issuer,
            audience: null,
            jwksUri: `${issuer}/.well-known/jwks.json`,
          });
          verifier.cacheJwks(keys as Parameters<typeof verifier.cacheJwks>[0]);
          const id = await verifier.verify(there(result.IdToken));
          assert.deepEqual(only(id, "a/b", "ключ"), { "a/b": "c/d", ключ: "значение" });
          assert.match(String((await verifier.verify(there(result.AccessToken)))["scope"]), /orders\/read/);
        });

        test("a token without the API's scope opens nothing of the API", async () => {
          const { app, result } = await answering({
            accessTokenGeneration: { scopesToSuppress: ["aws.cognito.signin.user.admin"] },
          });
          assert.equal(claimsOf(there(result.AccessToken))["scope"], "");
          const AccessToken = there(result.AccessToken);
          await assert.rejects(app.api.getUser({ AccessToken }), noScope);
          await assert.rejects(app.api.deleteUser({ AccessToken }), noScope);
          const again = await refresh(app, result.RefreshToken);
          await assert.rejects(
            app.api.getUser({ AccessToken: there(again.AuthenticationResult?.AccessToken) }),
            noScope,
          );
        });

        test("a scope that is two is refused", async () => {
          await assert.rejects(
            answering({ accessTokenGeneration: { scopesToAdd: ["orders/read orders/write"] } }),
            unusable,
          );
        });
      });
    }

    describe("it is asked", () => {
      test("at a sign-in, after a new password and at each refresh, and its old answers do not last", async () => {
        const app = await appWith("V2_0", "event-in-token");
        const username = await addUser(app, { password: null });
        const { Session } = await signIn(app, username, TEMPORARY);
        const answered = await app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: username, NEW_PASSWORD },
          ClientMetadata: { tenant: "blue" },
        });
        const first = claimsIn(answered.AuthenticationResult);
        assert.equal(first.access["source"], "TokenGeneration_NewPasswordChallenge");
        const { userAttributes, ...request } = first.id["request"] as Claims;
        assert.equal((userAttributes as Claims)["cognito:user_status"], "CONFIRMED");
        assert.deepEqual(request, {
          groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
          scopes: ["aws.cognito.signin.user.admin"],
          clientMetadata: { tenant: "blue" },
        });

        const again = claimsIn((await signIn(app, username, NEW_PASSWORD)).AuthenticationResult);
        assert.equal(again.access["source"], "TokenGeneration_Authentication");
        assert.equal((again.id["request"] as Claims)["clientMetadata"], undefined);

        const { refresh: token } = tokensIn(answered);
        for (const renewed of [
          await refresh(app, token),
          await renew(app, token, { ClientMetadata: { tenant: "red" } }),
        ]) {
          const { access } = claimsIn(renewed.AuthenticationResult);
          assert.equal(access["source"], "TokenGeneration_RefreshTokens");
          assert.equal(access["origin_jti"], first.access["origin_jti"]);
        }
        const { id } = claimsIn(
          (await renew(app, token, { ClientMetadata: { tenant: "red" } })).AuthenticationResult,
        );
        assert.deepEqual((id["request"] as Claims)["clientMetadata"], { tenant: "red" });
      });

      test("in vain where it refuses: a refresh token is not used up by that", async () => {
        const app = await appWith("V1_0", "refuses-once-refreshed", {
          ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
          RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
        });
        const { refresh: token } = await tokensOf(app, await addUser(app));
        const refused = refusal(
          "UserLambdaValidationException",
          "PreTokenGeneration failed with error no reason was given.",
        );
        await assert.rejects(renew(app, token), refused);
        await assert.rejects(renew(app, token), refused);
        assert.ok(
          (await renew(app, token, { ClientMetadata: { reason: "asked" } })).AuthenticationResult
            ?.RefreshToken,
        );
      });

      test("before the user is looked at for the last time", async () => {
        const deleting = await appWith("V1_0", "deletes-user");
        await assert.rejects(signIn(deleting, await addUser(deleting)), noSuchUser);
        const later = await appWith("V1_0", "deletes-user-who-refreshes");
        const { refresh: token } = await tokensOf(later, await addUser(later));
        await assert.rejects(refresh(later, token), noSuchUser);
      });

      test("after the user's standing", async () => {
        const app = await appWith("V1_0", "refuses-once-refreshed");
        const username = await addUser(app);
        const { refresh: token } = await tokensOf(app, username);
        await resetPassword(app, username);
        await assert.rejects(
          renew(app, token),
          refusal("PasswordResetRequiredException", "Password reset required for the user"),
        );
      });
    });
  },
  ...withFunctions,
);
