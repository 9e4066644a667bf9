import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type {
  CreateUserPoolClientRequest,
  UpdateUserPoolClientRequest,
  UserPoolClientType,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  newApp,
  newPool,
  onEachDatabase,
  outcomes,
  refresh,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

const invalid = (message: string) => refusal("InvalidParameterException", message);
const missing = (message: string) => refusal("ResourceNotFoundException", message);

type Changes = Omit<UpdateUserPoolClientRequest, "UserPoolId" | "ClientId">;

async function update({ api, poolId, clientId }: App, changes: Changes = {}): Promise<UserPoolClientType> {
  const { UserPoolClient } = await api.updateUserPoolClient({
    UserPoolId: poolId,
    ClientId: clientId,
    ...changes,
  });
  return there(UserPoolClient);
}

async function described({ api, poolId, clientId }: App): Promise<UserPoolClientType> {
  const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId: poolId, ClientId: clientId });
  return there(UserPoolClient);
}

/** Everything that a client can be told, and nothing of it a default. */
const CHOSEN = {
  RefreshTokenValidity: 90,
  AccessTokenValidity: 10,
  IdTokenValidity: 20,
  TokenValidityUnits: { AccessToken: "minutes", IdToken: "minutes", RefreshToken: "days" },
  ReadAttributes: ["email"],
  WriteAttributes: ["email"],
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  SupportedIdentityProviders: ["COGNITO"],
  CallbackURLs: ["https://app.example/in"],
  LogoutURLs: ["https://app.example/out"],
  DefaultRedirectURI: "https://app.example/in",
  AllowedOAuthFlows: ["code"],
  AllowedOAuthScopes: ["openid"],
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: {
    ApplicationArn: "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123456789abcdef",
  },
  PreventUserExistenceErrors: "ENABLED",
  EnableTokenRevocation: false,
  EnablePropagateAdditionalUserContextData: true,
  AuthSessionValidity: 15,
  RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 10 },
} satisfies Changes;

const confidential = (client: Partial<CreateUserPoolClientRequest> = {}) => ({
  client: { GenerateSecret: true, ...client },
});

await onEachDatabase((world) => {
  describe("an update", () => {
    test("changes all that it names, and answers the whole client", async () => {
      const app = await newApp(world(), confidential());
      const before = await described(app);
      world().pass(60);
      const after = await update(app, { ClientName: "shop", ...CHOSEN });
      assert.deepEqual(after, {
        UserPoolId: app.poolId,
        ClientName: "shop",
        ClientId: app.clientId,
        ClientSecret: before.ClientSecret,
        CreationDate: before.CreationDate,
        LastModifiedDate: after.LastModifiedDate,
        ...CHOSEN,
      });
      assert.ok(Number(after.LastModifiedDate) - Number(before.LastModifiedDate) >= 60_000);
      assert.deepEqual(await described(app), after);
    });

    test("puts what it leaves out back to its default, but for what the service keeps", async () => {
      const app = await newApp(world(), confidential({ ClientName: "shop", ...CHOSEN }));
      const { ClientSecret, CreationDate, LastModifiedDate, ...rest } = await update(app);
      assert.deepEqual(rest, {
        UserPoolId: app.poolId,
        ClientName: "shop",
        ClientId: app.clientId,
        RefreshTokenValidity: 90,
        TokenValidityUnits: {},
        AllowedOAuthFlowsUserPoolClient: false,
        EnableTokenRevocation: false,
        EnablePropagateAdditionalUserContextData: false,
        AuthSessionValidity: 15,
      });
    });

    test("keeps the unit of a lifetime that it keeps", async () => {
      const app = await newApp(world(), {
        client: { RefreshTokenValidity: 5000, TokenValidityUnits: { RefreshToken: "minutes" } },
      });
      const inMinutes = { AccessToken: "hours", IdToken: "hours", RefreshToken: "minutes" };
      assert.deepEqual((await update(app)).TokenValidityUnits, inMinutes);
      const hours = await update(app, { TokenValidityUnits: { RefreshToken: "hours" } });
      assert.deepEqual([hours.RefreshTokenValidity, hours.TokenValidityUnits?.RefreshToken], [5000, "hours"]);
      const { RefreshTokenValidity, TokenValidityUnits } = await update(app, { RefreshTokenValidity: 7 });
      assert.deepEqual([RefreshTokenValidity, TokenValidityUnits], [7, {}]);
    });

    test("shows a grace of no seconds once rotation is off again", async () => {
      const app = await newApp(world(), {
        client: {
          ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
          RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 30 },
        },
      });
      const { RefreshTokenRotation } = await update(app, { RefreshTokenRotation: { Feature: "DISABLED" } });
      assert.deepEqual(RefreshTokenRotation, { Feature: "DISABLED", RetryGracePeriodSeconds: 0 });
    });

    test("may name the scopes of resource servers, while they are there", async () => {
      const app = await newApp(world());
      const photos = { UserPoolId: app.poolId, Identifier: "https://photos.example" };
      const scopes = { AllowedOAuthScopes: ["openid", "https://photos.example/read"] };
      const unknown = refusal(
        "ScopeDoesNotExistException",
        "Invalid scope requested: https://photos.example/read",
      );
      await assert.rejects(update(app, scopes), unknown);
      await app.api.createResourceServer({
        ...photos,
        Name: "Photos",
        Scopes: [{ ScopeName: "read", ScopeDescription: "see photos" }],
      });
      const { AllowedOAuthScopes } = await update(app, scopes);
      assert.deepEqual(AllowedOAuthScopes, ["https://photos.example/read", "openid"]);
      await app.api.deleteResourceServer(photos);
      await assert.rejects(update(app, scopes), unknown);
      assert.deepEqual((await described(app)).AllowedOAuthScopes, AllowedOAuthScopes, "nothing was changed");
    });
  });

  describe("an update is refused", () => {
    const refusals: [string, Changes, (error: unknown) => boolean][] = [
      [
        "with flows of old and new names",
        { ExplicitAuthFlows: ["USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"] },
        invalid("Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."),
      ],
      [
        "with OAuth and nothing to ask for",
        { AllowedOAuthFlowsUserPoolClient: true },
        invalid(
          "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ),
      ],
      [
        "with client_credentials for a public client",
        { AllowedOAuthFlows: ["client_credentials"], AllowedOAuthScopes: ["openid"] },
        refusal(
          "InvalidOAuthFlowException",
          "client_credentials flow can not be selected if client does not have a client secret.",
        ),
      ],
      [
        "with context data for a public client",
        { EnablePropagateAdditionalUserContextData: true },
        invalid("Client Secret is required to set EnablePropagateAdditionalUserContextData as true"),
      ],
      [
        "with a lifetime out of range",
        { AccessTokenValidity: 25 },
        invalid("Invalid range for token validity."),
      ],
      [
        "with attributes that there are not",
        { ReadAttributes: ["custom:none"] },
        invalid("Invalid read attributes specified while creating a client"),
      ],
    ];
    for (const [what, changes, expected] of refusals) {
      test(`${what}, and changes nothing`, async () => {
        const app = await newApp(world());
        const before = await described(app);
        await assert.rejects(update(app, { ClientName: "other", ...changes }), expected);
        assert.deepEqual(await described(app), before);
      });
    }

    test("with a provider that there is not", async () => {
      const app = await newApp(world());
      await assert.rejects(
        update(app, { SupportedIdentityProviders: ["COGNITO", "Octo"] }),
        invalid(`The provider Octo does not exist for User Pool ${app.poolId}.`),
      );
    });

    test("for a client of another pool, a deleted one, or from another region", async () => {
      const app = await newApp(world());
      const poolId = await newPool(world());
      const noClient = missing(`User pool client ${app.clientId} does not exist.`);
      await assert.rejects(update({ ...app, poolId }), noClient);
      await assert.rejects(
        update({ ...app, api: world().apiIn("eu-west-1") }),
        missing(`User pool ${app.poolId} does not exist.`),
      );
      await app.api.deleteUserPoolClient({ UserPoolId: app.poolId, ClientId: app.clientId });
      await assert.rejects(update(app), noClient);
    });
  });

  describe("a changed client", () => {
    test("lets in and keeps out as it says now", async () => {
      const app = await newApp(world());
      const username = await addUser(app);
      const tokens = await tokensOf(app, username);
      await update(app, { ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"] });
      await assert.rejects(
        signIn(app, username),
        invalid("USER_PASSWORD_AUTH flow not enabled for this client"),
      );
      await assert.rejects(refresh(app, tokens.refresh), invalid("Auth flow not enabled for this client"));
      await update(app, { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"], AccessTokenValidity: 2 });
      const { AuthenticationResult } = await signIn(app, username);
      assert.equal(AuthenticationResult?.ExpiresIn, 7200);
    });

    test("hides that a user does not exist once it says so", async () => {
      const app = await newApp(world());
      await assert.rejects(signIn(app, "nobody"), refusal("UserNotFoundException", "User does not exist."));
      await update(app, {
        ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
        PreventUserExistenceErrors: "ENABLED",
      });
      await assert.rejects(
        signIn(app, "nobody"),
        refusal("NotAuthorizedException", "Incorrect username or password."),
      );
    });

    test("is as one of those wanted who changed it at once, never of each a part", async () => {
      const app = await newApp(world());
      const wishes = [1, 2, 3, 4, 5, 6].map((hours) => ({
        ClientName: `for ${hours} h`,
        AccessTokenValidity: hours,
      }));
      const { kept, refusals } = await outcomes(wishes.map((wish) => update(app, wish)));
      assert.deepEqual([kept, refusals], [6, []]);
      const { ClientName, AccessTokenValidity } = await described(app);
      assert.equal(ClientName, `for ${AccessTokenValidity} h`);
    });
  });
});
