import assert from "node:assert/strict";
import type { ExplicitAuthFlowsType } from "@aws-sdk/client-cognito-identity-provider";
import { type App, addUser, PASSWORD, signIn, TEMPORARY, there, tokensOf } from "../support/arrange.ts";
import { srpClient } from "../support/srp-client.ts";
import { type Cell, type Metadata, newName } from "./cell.ts";

/** The service takes it; the types of its SDK do not know it yet. */
const CLIENT_TOKEN_AUTH: string = "ALLOW_CLIENT_TOKEN_AUTH";

/** The two operations that begin a sign-in, by password. */
const BEGINNINGS = {
  InitiateAuth: ({ api, clientId }: App, USERNAME: string, ClientMetadata: Metadata) =>
    api.initiateAuth({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD },
      ClientMetadata,
    }),
  AdminInitiateAuth: ({ api, poolId, clientId }: App, USERNAME: string, ClientMetadata: Metadata) =>
    api.adminInitiateAuth({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD },
      ClientMetadata,
    }),
};

interface Answer {
  readonly ChallengeName: "NEW_PASSWORD_REQUIRED" | "PASSWORD_VERIFIER";
  readonly Session?: string | undefined;
  readonly ChallengeResponses: Record<string, string>;
  readonly ClientMetadata: Metadata;
}

/** The two operations that answer a challenge. */
const ANSWERS = {
  RespondToAuthChallenge: ({ api, clientId }: App, answer: Answer) =>
    api.respondToAuthChallenge({ ClientId: clientId, ...answer }),
  AdminRespondToAuthChallenge: ({ api, poolId, clientId }: App, answer: Answer) =>
    api.adminRespondToAuthChallenge({ UserPoolId: poolId, ClientId: clientId, ...answer }),
};

export const SIGN_IN: readonly Cell[] = [
  ...Object.entries(BEGINNINGS).flatMap(([operation, begin]): Cell[] => [
    {
      operation,
      async call(app) {
        const username = await addUser(app);
        return (metadata) => begin(app, username, metadata);
      },
      events: [
        ["PreAuthentication_Authentication", "validationData"],
        ["PostAuthentication_Authentication", "nowhere"],
        ["TokenGeneration_Authentication", "nowhere"],
      ],
    },
    {
      operation: `${operation} of a user who does not exist`,
      call: async (app) => (metadata) =>
        assert.rejects(begin(app, newName(), metadata), { name: "UserNotFoundException" }),
      events: [["UserMigration_Authentication", "validationData"]],
    },
  ]),
  ...Object.entries(ANSWERS).map(
    ([operation, respond]): Cell => ({
      operation: `${operation} (NEW_PASSWORD_REQUIRED)`,
      async call(app) {
        const username = await addUser(app, { password: null });
        const { Session } = await signIn(app, username, TEMPORARY);
        const ChallengeResponses = { USERNAME: username, NEW_PASSWORD: PASSWORD };
        return (ClientMetadata) =>
          respond(app, {
            ChallengeName: "NEW_PASSWORD_REQUIRED",
            Session,
            ChallengeResponses,
            ClientMetadata,
          });
      },
      events: [
        ["PostAuthentication_Authentication", "clientMetadata"],
        ["TokenGeneration_NewPasswordChallenge", "clientMetadata"],
      ],
    }),
  ),
  {
    operation: "RespondToAuthChallenge (PASSWORD_VERIFIER)",
    async call(app) {
      const client = srpClient(app.poolId);
      const { ChallengeParameters } = await app.api.initiateAuth({
        ClientId: app.clientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: await addUser(app), SRP_A: client.publicValue },
        ClientMetadata: { of: "another request" },
      });
      const ChallengeResponses = client.answer(ChallengeParameters, PASSWORD);
      return (ClientMetadata) =>
        ANSWERS.RespondToAuthChallenge(app, {
          ChallengeName: "PASSWORD_VERIFIER",
          ChallengeResponses,
          ClientMetadata,
        });
    },
    events: [
      ["PostAuthentication_Authentication", "clientMetadata"],
      ["TokenGeneration_Authentication", "clientMetadata"],
    ],
  },
  {
    operation: "InitiateAuth (REFRESH_TOKEN_AUTH)",
    async call(app) {
      const { refresh } = await tokensOf(app, await addUser(app));
      return (ClientMetadata) =>
        app.api.initiateAuth({
          ClientId: app.clientId,
          AuthFlow: "REFRESH_TOKEN_AUTH",
          AuthParameters: { REFRESH_TOKEN: there(refresh) },
          ClientMetadata,
        });
    },
    events: [["TokenGeneration_RefreshTokens", "nowhere"]],
  },
  {
    operation: "GetTokensFromRefreshToken",
    async call(app) {
      const { refresh } = await tokensOf(app, await addUser(app));
      return (ClientMetadata) =>
        app.api.getTokensFromRefreshToken({
          ClientId: app.clientId,
          RefreshToken: there(refresh),
          ClientMetadata,
        });
    },
    events: [["TokenGeneration_RefreshTokens", "clientMetadata"]],
  },
  {
    operation: "GetClientToken",
    async call({ api, poolId }) {
      const name = newName();
      const Scopes = [{ ScopeName: "read", ScopeDescription: "Read" }];
      await api.createResourceServer({ UserPoolId: poolId, Identifier: name, Name: name, Scopes });
      const { UserPoolClient: client } = await api.createUserPoolClient({
        UserPoolId: poolId,
        ClientName: name,
        GenerateSecret: true,
        ExplicitAuthFlows: [CLIENT_TOKEN_AUTH as ExplicitAuthFlowsType],
        AllowedOAuthScopes: [`${name}/read`],
      });
      const { ClientId, ClientSecret } = client ?? {};
      return (ClientMetadata) => api.getClientToken({ ClientId, Secret: ClientSecret, ClientMetadata });
    },
    // Machines' tokens are asked of functions of version V3_0 alone.
    events: [],
  },
];
