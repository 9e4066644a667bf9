import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  attributeList,
  beforehand,
  codeFor,
  NEW_PASSWORD,
  newApp,
  newClient,
  onEachDatabase,
  PASSWORD,
  signIn,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { ALL_TRIGGERS, FUNCTIONS, keepRecords } from "./records.ts";

const recordsOf = keepRecords();

/** The sources of the events that a call causes. */
async function causedBy({ poolId }: App, call: () => Promise<unknown>): Promise<string[]> {
  const { length } = recordsOf(poolId);
  await call();
  return recordsOf(poolId)
    .slice(length)
    .map(({ event }) => event.triggerSource);
}

const byName = (username: string) => ({ Username: username });

/** What calls no function, whatever triggers the pool has. */
const QUIET: Readonly<Record<string, (app: App, username: string) => Promise<() => Promise<unknown>>>> = {
  AdminSetUserPassword:
    async ({ api, poolId: UserPoolId }, Username) =>
    () =>
      api.adminSetUserPassword({ UserPoolId, Username, Password: NEW_PASSWORD, Permanent: true }),
  ChangePassword: async (app, username) => {
    const { access } = await tokensOf(app, username);
    const passwords = { PreviousPassword: PASSWORD, ProposedPassword: NEW_PASSWORD };
    return () => app.api.changePassword({ AccessToken: access, ...passwords });
  },
  AdminDisableUser:
    async ({ api, poolId: UserPoolId }, username) =>
    () =>
      api.adminDisableUser({ UserPoolId, ...byName(username) }),
  AdminEnableUser:
    async ({ api, poolId: UserPoolId }, username) =>
    () =>
      api.adminEnableUser({ UserPoolId, ...byName(username) }),
  AdminDeleteUser:
    async ({ api, poolId: UserPoolId }, username) =>
    () =>
      api.adminDeleteUser({ UserPoolId, ...byName(username) }),
  AdminUserGlobalSignOut:
    async ({ api, poolId: UserPoolId }, username) =>
    () =>
      api.adminUserGlobalSignOut({ UserPoolId, ...byName(username) }),
  DeleteUser: async (app, username) => {
    const { access } = await tokensOf(app, username);
    return () => app.api.deleteUser({ AccessToken: access });
  },
  GlobalSignOut: async (app, username) => {
    const { access } = await tokensOf(app, username);
    return () => app.api.globalSignOut({ AccessToken: access });
  },
  RevokeToken: async (app, username) => {
    const { refresh } = await tokensOf(app, username);
    return () => app.api.revokeToken({ ClientId: app.clientId, Token: there(refresh) });
  },
  VerifyUserAttribute: async (app, username) => {
    const { access } = await tokensOf(app, username);
    await app.api.getUserAttributeVerificationCode({ AccessToken: access, AttributeName: "email" });
    const Code = await codeFor(app, username);
    return () => app.api.verifyUserAttribute({ AccessToken: access, AttributeName: "email", Code });
  },
  "AdminUpdateUserAttributes that verifies, too": async ({ api, poolId: UserPoolId }, username) => {
    const UserAttributes = attributeList({ email: "new@example.com", email_verified: "true" });
    return () => api.adminUpdateUserAttributes({ UserPoolId, ...byName(username), UserAttributes });
  },
};

interface Failure {
  readonly sign: string;
  readonly arrange: (app: App) => Promise<() => Promise<unknown>>;
  readonly error: string;
  readonly called: readonly string[];
}

/** Sign-ins that fail, and what is called for each. */
const FAILURES: readonly Failure[] = [
  {
    sign: "a wrong password",
    async arrange(app) {
      const username = await addUser(app);
      return () => signIn(app, username, "Wr0ng-Passw0rd");
    },
    error: "NotAuthorizedException",
    called: ["PreAuthentication_Authentication"],
  },
  {
    sign: "the name of nobody",
    arrange: async (app) => () => signIn(app, "nobody"),
    error: "UserNotFoundException",
    called: ["UserMigration_Authentication"],
  },
  {
    sign: "the name of nobody where that is hidden",
    async arrange(app) {
      const clientId = await newClient(app, { PreventUserExistenceErrors: "ENABLED" });
      return () => signIn({ ...app, clientId }, "nobody");
    },
    error: "NotAuthorizedException",
    called: ["UserMigration_Authentication", "PreAuthentication_Authentication"],
  },
  {
    sign: "an empty password",
    async arrange(app) {
      const username = await addUser(app);
      return () => signIn(app, username, "");
    },
    error: "InvalidParameterException",
    called: [],
  },
  {
    sign: "a flow that the client does not allow",
    async arrange(app) {
      const clientId = await newClient(app, { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
      const username = await addUser(app);
      return () => signIn({ ...app, clientId }, username);
    },
    error: "InvalidParameterException",
    called: [],
  },
];

/** What calls more functions than the one that its name tells of, and in which order. */
const ORDERS: readonly (readonly [
  what: string,
  arrange: (app: App) => Promise<() => Promise<unknown>>,
  called: readonly string[],
])[] = [
  [
    "a sign-in that takes a user over",
    async (app) => () => signIn(app, "lena", "0ld-Passw0rd"),
    [
      "UserMigration_Authentication",
      "PreAuthentication_Authentication",
      "PostAuthentication_Authentication",
      "TokenGeneration_Authentication",
    ],
  ],
  [
    "ForgotPassword of a user who is taken over",
    async ({ api, clientId }) =>
      () =>
        api.forgotPassword({ ClientId: clientId, Username: "lena" }),
    ["UserMigration_ForgotPassword", "CustomMessage_ForgotPassword"],
  ],
  [
    "AdminCreateUser that invites once more",
    async (app) => {
      const UserAttributes = attributeList({ email: "jane@example.com" });
      const invitation = {
        UserPoolId: app.poolId,
        Username: "jane",
        DesiredDeliveryMediums: ["EMAIL" as const],
      };
      await app.api.adminCreateUser({ ...invitation, UserAttributes });
      return () => app.api.adminCreateUser({ ...invitation, MessageAction: "RESEND" });
    },
    ["CustomMessage_AdminCreateUser"],
  ],
];

await onEachDatabase(
  (world) => {
    describe("in a pool with every trigger", () => {
      const newTriggered = (more: LambdaConfigType = {}) =>
        newApp(world(), {
          pool: { AutoVerifiedAttributes: ["email"], LambdaConfig: { ...ALL_TRIGGERS, ...more } },
        });
      const app = beforehand(() => newTriggered());

      for (const [operation, arrange] of Object.entries(QUIET)) {
        test(`${operation} calls no function`, async () => {
          assert.deepEqual(await causedBy(app(), await arrange(app(), await addUser(app()))), []);
        });
      }

      for (const { sign, arrange, error, called } of FAILURES) {
        test(`a sign-in with ${sign} calls ${called.join(" and ") || "no function"}`, async () => {
          const attempt = await arrange(app());
          const refused = () => assert.rejects(attempt(), { name: error });
          assert.deepEqual(await causedBy(app(), refused), called);
        });
      }

      for (const [what, arrange, called] of ORDERS) {
        test(`${what} calls ${called.join(", then ")}`, async () => {
          const app = await newTriggered({ UserMigration: functionArn("user-migration") });
          assert.deepEqual(await causedBy(app, await arrange(app)), called);
        });
      }
    });
  },
  ...["--functions", FUNCTIONS],
);
