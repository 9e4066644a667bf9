import assert from "node:assert/strict";
import {
  type App,
  addUser,
  attributeList,
  codeFor,
  PASSWORD,
  resetPassword,
  tokensOf,
} from "../support/arrange.ts";
import { type Cell, type Metadata, newName } from "./cell.ts";
import { SIGN_IN } from "./sign-in-cells.ts";

const list = (attributes: Metadata) => attributes && attributeList(attributes);

async function signUp({ api, clientId }: App, username: string, ClientMetadata?: Metadata, data?: Metadata) {
  return api.signUp({
    ClientId: clientId,
    Username: username,
    Password: PASSWORD,
    UserAttributes: attributeList({ email: "jane@example.com" }),
    ClientMetadata,
    ValidationData: list(data),
  });
}

async function signedUp(app: App): Promise<string> {
  const username = newName();
  await signUp(app, username);
  return username;
}

const SIGN_UP: readonly Cell[] = [
  {
    operation: "SignUp",
    call: async (app) => (metadata, validation) => signUp(app, newName(), metadata, validation),
    events: [
      ["PreSignUp_SignUp", "clientMetadata"],
      ["CustomMessage_SignUp", "clientMetadata"],
    ],
  },
  {
    operation: "ResendConfirmationCode",
    async call(app) {
      const Username = await signedUp(app);
      return (ClientMetadata) =>
        app.api.resendConfirmationCode({ ClientId: app.clientId, Username, ClientMetadata });
    },
    events: [["CustomMessage_ResendCode", "clientMetadata"]],
  },
  {
    operation: "ConfirmSignUp",
    async call(app) {
      const Username = await signedUp(app);
      const ConfirmationCode = await codeFor(app, Username);
      return (ClientMetadata) =>
        app.api.confirmSignUp({ ClientId: app.clientId, Username, ConfirmationCode, ClientMetadata });
    },
    events: [["PostConfirmation_ConfirmSignUp", "clientMetadata"]],
  },
  {
    operation: "AdminConfirmSignUp",
    async call(app) {
      const Username = await signedUp(app);
      return (ClientMetadata) =>
        app.api.adminConfirmSignUp({ UserPoolId: app.poolId, Username, ClientMetadata });
    },
    events: [["PostConfirmation_ConfirmSignUp", "clientMetadata"]],
  },
  {
    operation: "AdminCreateUser",
    call:
      async ({ api, poolId }) =>
      (ClientMetadata, validation) =>
        api.adminCreateUser({
          UserPoolId: poolId,
          Username: newName(),
          UserAttributes: attributeList({ email: "jane@example.com" }),
          DesiredDeliveryMediums: ["EMAIL"],
          ClientMetadata,
          ValidationData: list(validation),
        }),
    events: [
      ["PreSignUp_AdminCreateUser", "clientMetadata"],
      ["CustomMessage_AdminCreateUser", "clientMetadata"],
    ],
  },
];

const PASSWORDS: readonly Cell[] = [
  {
    operation: "ForgotPassword",
    async call(app) {
      const Username = await addUser(app);
      return (ClientMetadata) => app.api.forgotPassword({ ClientId: app.clientId, Username, ClientMetadata });
    },
    events: [["CustomMessage_ForgotPassword", "clientMetadata"]],
  },
  {
    operation: "ForgotPassword of a user who does not exist",
    call:
      async ({ api, clientId }) =>
      (ClientMetadata) =>
        assert.rejects(api.forgotPassword({ ClientId: clientId, Username: newName(), ClientMetadata }), {
          name: "UserNotFoundException",
        }),
    events: [["UserMigration_ForgotPassword", "clientMetadata"]],
  },
  {
    operation: "AdminResetUserPassword",
    async call(app) {
      const username = await addUser(app);
      return (metadata) => resetPassword(app, username, metadata);
    },
    events: [["CustomMessage_ForgotPassword", "clientMetadata"]],
  },
  {
    operation: "ConfirmForgotPassword",
    async call(app) {
      const Username = await addUser(app);
      await resetPassword(app, Username);
      const ConfirmationCode = await codeFor(app, Username);
      return (ClientMetadata) =>
        app.api.confirmForgotPassword({
          ClientId: app.clientId,
          Username,
          ConfirmationCode,
          Password: PASSWORD,
          ClientMetadata,
        });
    },
    events: [["PostConfirmation_ConfirmForgotPassword", "clientMetadata"]],
  },
];

const UserAttributes = attributeList({ email: "new@example.com" });

const ATTRIBUTES: readonly Cell[] = [
  {
    operation: "UpdateUserAttributes",
    async call(app) {
      const { access } = await tokensOf(app, await addUser(app));
      return (ClientMetadata) =>
        app.api.updateUserAttributes({ AccessToken: access, UserAttributes, ClientMetadata });
    },
    events: [["CustomMessage_UpdateUserAttribute", "clientMetadata"]],
  },
  {
    operation: "AdminUpdateUserAttributes",
    async call(app) {
      const Username = await addUser(app);
      return (ClientMetadata) =>
        app.api.adminUpdateUserAttributes({
          UserPoolId: app.poolId,
          Username,
          UserAttributes,
          ClientMetadata,
        });
    },
    events: [["CustomMessage_UpdateUserAttribute", "clientMetadata"]],
  },
  {
    operation: "GetUserAttributeVerificationCode",
    async call(app) {
      const { access } = await tokensOf(app, await addUser(app));
      return (ClientMetadata) =>
        app.api.getUserAttributeVerificationCode({
          AccessToken: access,
          AttributeName: "email",
          ClientMetadata,
        });
    },
    events: [["CustomMessage_VerifyUserAttribute", "clientMetadata"]],
  },
];

export const CELLS: readonly Cell[] = [...SIGN_UP, ...SIGN_IN, ...PASSWORDS, ...ATTRIBUTES];

/** A sign-up that is confirmed at once. */
export const AUTO_CONFIRMED: Cell = {
  operation: "SignUp that PreSignUp confirms",
  call: async (app) => (metadata, validation) => signUp(app, newName(), metadata, validation),
  events: [
    ["PreSignUp_SignUp", "clientMetadata"],
    ["PostConfirmation_ConfirmSignUp", "clientMetadata"],
  ],
};
