import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolClientRequest } from "@aws-sdk/client-cognito-identity-provider";
import { beforehand, newPool, onEachDatabase } from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

type Settings = Partial<CreateUserPoolClientRequest>;

const CALLBACK = "https://app.example/in";
const RANGE = "Invalid range for token validity.";
const ANALYTICS =
  "Invalid analytics configuration given, " +
  "either <application arn> or <application id, role arn, external id> are valid";
const APPLICATION = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/abc";

/** Settings that don't go together, and what the service says to them. */
const REFUSED: readonly (readonly [story: string, settings: Settings, name: string, message: string])[] = [
  [
    "OAuth without flows",
    { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthScopes: ["openid"] },
    "InvalidParameterException",
    "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
  ],
  [
    "OAuth without scopes",
    { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ["code"], CallbackURLs: [CALLBACK] },
    "InvalidParameterException",
    "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
  ],
  [
    "client_credentials beside another flow",
    {
      GenerateSecret: true,
      AllowedOAuthFlows: ["client_credentials", "code"],
      AllowedOAuthScopes: ["openid"],
      CallbackURLs: [CALLBACK],
    },
    "InvalidOAuthFlowException",
    "client_credentials flow can not be selected along with code flow or implicit flow.",
  ],
  [
    "client_credentials without a secret",
    { AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["openid"] },
    "InvalidOAuthFlowException",
    "client_credentials flow can not be selected if client does not have a client secret.",
  ],
  [
    "the code flow without a callback",
    { AllowedOAuthFlows: ["code"], AllowedOAuthScopes: ["openid"] },
    "InvalidOAuthFlowException",
    "CallbackUrls can not be empty when code flow or implicit flow is selected",
  ],
  [
    "a scope of nobody",
    { AllowedOAuthFlows: ["code"], AllowedOAuthScopes: ["api/read"], CallbackURLs: [CALLBACK] },
    "ScopeDoesNotExistException",
    "Invalid scope requested: api/read",
  ],
  [
    "a callback by plain HTTP",
    { CallbackURLs: ["http://app.example/in"] },
    "InvalidParameterException",
    "http://app.example/in cannot use the HTTP protocol.",
  ],
  [
    "a fragment in a logout URL",
    { LogoutURLs: ["https://app.example/#out"] },
    "InvalidParameterException",
    "https://app.example/#out cannot use fragment",
  ],
  [
    "a default redirect that is no callback",
    { CallbackURLs: [CALLBACK], DefaultRedirectURI: "https://other.example/" },
    "InvalidParameterException",
    "The default redirect URI https://other.example/ is not in the callback URIs list.",
  ],
  [
    "writing what nobody may write",
    { WriteAttributes: ["nickname", "email_verified"] },
    "InvalidParameterException",
    "Invalid write attributes specified while creating a client",
  ],
  [
    "writing what the pool does not have",
    { WriteAttributes: ["nickname", "custom:none"] },
    "InvalidParameterException",
    "Invalid write attributes specified while creating a client",
  ],
  [
    "not writing what is required",
    { WriteAttributes: ["name"] },
    "InvalidParameterException",
    "Invalid write attributes specified while creating a client",
  ],
  [
    "reading what the pool does not have",
    { ReadAttributes: ["custom:none"] },
    "InvalidParameterException",
    "Invalid read attributes specified while creating a client",
  ],
  [
    "old and new names of flows",
    { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ADMIN_NO_SRP_AUTH"] },
    "InvalidParameterException",
    "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
  ],
  [
    "an access token of four minutes",
    { AccessTokenValidity: 4, TokenValidityUnits: { AccessToken: "minutes" } },
    "InvalidParameterException",
    RANGE,
  ],
  ["an ID token of two days", { IdTokenValidity: 48 }, "InvalidParameterException", RANGE],
  [
    "a refresh token of half an hour",
    { RefreshTokenValidity: 30, TokenValidityUnits: { RefreshToken: "minutes" } },
    "InvalidParameterException",
    RANGE,
  ],
  [
    "an access token that outlives the refresh token",
    { RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" }, AccessTokenValidity: 2 },
    "InvalidParameterException",
    "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
  ],
  [
    "context data without a secret",
    { EnablePropagateAdditionalUserContextData: true },
    "InvalidParameterException",
    "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
  ],
  [
    "an analytics application named twice",
    { AnalyticsConfiguration: { ApplicationArn: APPLICATION, ApplicationId: "abc" } },
    "InvalidParameterException",
    ANALYTICS,
  ],
  [
    "an analytics application named by half",
    { AnalyticsConfiguration: { ApplicationId: "abc", ExternalId: "x" } },
    "InvalidParameterException",
    ANALYTICS,
  ],
  [
    "rotation together with REFRESH_TOKEN_AUTH",
    {
      RefreshTokenRotation: { Feature: "ENABLED" },
      ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"],
    },
    "InvalidParameterException",
    "ALLOW_REFRESH_TOKEN_AUTH can not be enabled together with refresh token rotation.",
  ],
];

await onEachDatabase((world) => {
  const pools = beforehand(async () => ({
    strict: await newPool(world(), { Schema: [{ Name: "nickname", Required: true }] }),
    lite: await newPool(world(), { UserPoolTier: "LITE" }),
  }));
  const create = (settings: Settings) =>
    world().api.createUserPoolClient({ UserPoolId: pools().strict, ClientName: "web", ...settings });

  describe("a client is refused", () => {
    for (const [story, settings, name, message] of REFUSED) {
      test(`for ${story}`, async () => {
        await assert.rejects(create(settings), refusal(name, message));
      });
    }

    test("for an identity provider that the pool does not have", async () => {
      await assert.rejects(
        create({ SupportedIdentityProviders: ["COGNITO", "Google"] }),
        refusal(
          "InvalidParameterException",
          `The provider Google does not exist for User Pool ${pools().strict}.`,
        ),
      );
    });

    test("for features above the pool's tier", async () => {
      await assert.rejects(
        create({ UserPoolId: pools().lite, ExplicitAuthFlows: ["ALLOW_USER_AUTH"] }),
        refusal(
          "FeatureUnavailableInTierException",
          "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
        ),
      );
      await assert.rejects(
        create({ UserPoolId: pools().lite, RefreshTokenRotation: { Feature: "ENABLED" } }),
        refusal(
          "FeatureUnavailableInTierException",
          "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation",
        ),
      );
    });
  });
});
