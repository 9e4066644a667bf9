import assert from "node:assert/strict";
import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  adminSignIn,
  attributeList,
  codeFor,
  confirmReset,
  messagesTo,
  NEW_PASSWORD,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  TEMPORARY,
} from "../support/arrange.ts";
import { refusal } from "../support/server.ts";

/** What a failing trigger does to an operation. */
export interface Victim {
  readonly operation: string;
  /** As it stands in messages. */
  readonly trigger: string;
  readonly lambda: (arn: string) => LambdaConfigType;
  /** Whether the `response` of the function's answer is of account. */
  readonly heard?: true;
  /** Makes ready what the call that fails is about. */
  readonly arrange: (app: App) => Promise<() => Promise<unknown>>;
  /** How everything is once it failed. */
  readonly state: string;
  readonly afterwards: (app: App) => Promise<void>;
}

const signUp = ({ api, clientId }: App) =>
  api.signUp({
    ClientId: clientId,
    Username: "jane",
    Password: PASSWORD,
    UserAttributes: attributeList({ email: "jane@example.com" }),
  });

const isNobody = (app: App): Promise<void> =>
  assert.rejects(statusOf(app, "jane"), refusal("UserNotFoundException", "User does not exist."));

const isStatus = (status: string) => async (app: App) => assert.equal(await statusOf(app, "jane"), status);

const on = (trigger: keyof LambdaConfigType) => ({
  trigger,
  lambda: (arn: string): LambdaConfigType => ({ [trigger]: arn }),
});

const heardOn = (trigger: keyof LambdaConfigType) => ({ ...on(trigger), heard: true }) as const;

const jane = (app: App) => addUser(app, { username: "jane" });

export const SIGN_UP: Victim = {
  operation: "SignUp",
  ...heardOn("PreSignUp"),
  arrange: async (app) => () => signUp(app),
  state: "nobody signed up",
  afterwards: isNobody,
};

/** Operations that fail with their trigger. */
export const VICTIMS: readonly Victim[] = [
  SIGN_UP,
  {
    operation: "AdminCreateUser",
    ...on("PreSignUp"),
    arrange: async (app) => () => jane(app),
    state: "nobody was created",
    afterwards: isNobody,
  },
  {
    operation: "SignUp",
    ...heardOn("CustomMessage"),
    arrange: async (app) => () => signUp(app),
    state: "the user stays, unconfirmed and without a message",
    async afterwards(app) {
      await isStatus("UNCONFIRMED")(app);
      assert.deepEqual(await messagesTo(app, "jane"), []);
    },
  },
  {
    operation: "ConfirmSignUp",
    ...on("PostConfirmation"),
    async arrange(app) {
      await signUp(app);
      const ConfirmationCode = await codeFor(app, "jane");
      return () => app.api.confirmSignUp({ ClientId: app.clientId, Username: "jane", ConfirmationCode });
    },
    state: "the user stays confirmed",
    async afterwards(app) {
      await isStatus("CONFIRMED")(app);
      assert.ok((await signIn(app, "jane")).AuthenticationResult);
    },
  },
  {
    operation: "AdminConfirmSignUp",
    ...on("PostConfirmation"),
    async arrange(app) {
      await signUp(app);
      return () => app.api.adminConfirmSignUp({ UserPoolId: app.poolId, Username: "jane" });
    },
    state: "the user stays confirmed",
    afterwards: isStatus("CONFIRMED"),
  },
  {
    operation: "ConfirmForgotPassword",
    ...on("PostConfirmation"),
    async arrange(app) {
      await jane(app);
      await resetPassword(app, "jane");
      const code = await codeFor(app, "jane");
      return () => confirmReset(app, "jane", code);
    },
    state: "the new password stands",
    async afterwards(app) {
      assert.ok((await signIn(app, "jane", NEW_PASSWORD)).AuthenticationResult);
    },
  },
  {
    operation: "InitiateAuth",
    ...on("PreAuthentication"),
    async arrange(app) {
      await jane(app);
      return () => signIn(app, "jane");
    },
    state: "the user stays confirmed",
    afterwards: isStatus("CONFIRMED"),
  },
  {
    operation: "InitiateAuth with a wrong password",
    ...on("PreAuthentication"),
    async arrange(app) {
      await jane(app);
      return () => signIn(app, "jane", "Wr0ng-Passw0rd");
    },
    state: "the user stays confirmed",
    afterwards: isStatus("CONFIRMED"),
  },
  {
    operation: "AdminInitiateAuth",
    ...on("PostAuthentication"),
    async arrange(app) {
      await jane(app);
      return () => adminSignIn(app, "jane");
    },
    state: "the user stays confirmed",
    afterwards: isStatus("CONFIRMED"),
  },
  {
    operation: "RespondToAuthChallenge (NEW_PASSWORD_REQUIRED)",
    ...on("PostAuthentication"),
    async arrange(app) {
      await addUser(app, { username: "jane", password: null });
      const { Session } = await signIn(app, "jane", TEMPORARY);
      return () =>
        app.api.respondToAuthChallenge({
          ClientId: app.clientId,
          ChallengeName: "NEW_PASSWORD_REQUIRED",
          Session,
          ChallengeResponses: { USERNAME: "jane", NEW_PASSWORD },
        });
    },
    state: "the new password stands",
    async afterwards(app) {
      await isStatus("CONFIRMED")(app);
      await assert.rejects(signIn(app, "jane", TEMPORARY), { name: "NotAuthorizedException" });
      // The function is called once the password was right.
      await assert.rejects(signIn(app, "jane", NEW_PASSWORD), { name: /Lambda/ });
    },
  },
  {
    operation: "InitiateAuth",
    ...heardOn("PreTokenGeneration"),
    async arrange(app) {
      await jane(app);
      return () => signIn(app, "jane");
    },
    state: "the user stays confirmed",
    afterwards: isStatus("CONFIRMED"),
  },
  {
    operation: "InitiateAuth (V2_0)",
    trigger: "PreTokenGeneration",
    heard: true,
    lambda: (LambdaArn) => ({ PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn } }),
    async arrange(app) {
      await jane(app);
      return () => signIn(app, "jane");
    },
    state: "the user stays confirmed",
    afterwards: isStatus("CONFIRMED"),
  },
  {
    operation: "InitiateAuth",
    ...heardOn("UserMigration"),
    arrange: async (app) => () => signIn(app, "jane"),
    state: "nobody was taken over",
    afterwards: isNobody,
  },
  {
    operation: "ForgotPassword",
    ...heardOn("UserMigration"),
    arrange:
      async ({ api, clientId }) =>
      () =>
        api.forgotPassword({ ClientId: clientId, Username: "jane" }),
    state: "nobody was taken over",
    afterwards: isNobody,
  },
];
