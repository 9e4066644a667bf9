import { createHmac } from "node:crypto";
import type { LambdaConfigType, SignUpRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  type AppOptions,
  addUser,
  attributeList,
  codeFor,
  confirmReset,
  PASSWORD,
  refresh,
  resetPassword,
  signIn,
  TEMPORARY,
  tokensOf,
} from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";

/** How a trigger comes to be called. */
export interface Story {
  /** The golden file: the event's source, then what sets this story apart. */
  readonly golden: string;
  /** The sources of the events that come first. */
  readonly before?: readonly string[];
  readonly lambda: LambdaConfigType;
  readonly pool?: AppOptions["pool"];
  readonly client?: AppOptions["client"];
  readonly cause: (app: App) => Promise<unknown>;
}

/** What `pre-sign-up.mjs` knows invitations by. */
export const INVITATION_KEY = "an invitation key";

const METADATA = { campaign: "spring" };
const EMAIL = "jane@example.com";
const VERIFIED = { email: EMAIL, email_verified: "true" };
const JANE = { username: "jane", attributes: { ...VERIFIED, "custom:tenant": "blue" } };
const OLD_PASSWORD = "0ld-Passw0rd";

const invitation = createHmac("sha256", INVITATION_KEY).update(EMAIL).digest("hex");

const signUp = ({ api, clientId }: App, more: Partial<SignUpRequest> = {}) =>
  api.signUp({
    ClientId: clientId,
    Username: "jane",
    Password: PASSWORD,
    UserAttributes: attributeList({ email: EMAIL, name: "Jane" }),
    ...more,
  });

const signInWithMetadata = ({ api, clientId }: App, USERNAME: string, password: string) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME, PASSWORD: password },
    ClientMetadata: METADATA,
  });

const PRE_SIGN_UP = { PreSignUp: functionArn("pre-sign-up") };
const POST_CONFIRMATION = { PostConfirmation: functionArn("post-confirmation") };
const PRE_AUTHENTICATION = { PreAuthentication: functionArn("pre-authentication") };
const POST_AUTHENTICATION = { PostAuthentication: functionArn("post-authentication") };
const CUSTOM_MESSAGE = { CustomMessage: functionArn("custom-message") };
const USER_MIGRATION = { UserMigration: functionArn("user-migration") };

const MIXED: readonly Story[] = [
  {
    golden: "PreSignUp_SignUp",
    lambda: PRE_SIGN_UP,
    cause: (app) => signUp(app, { ValidationData: attributeList({ invitation }), ClientMetadata: METADATA }),
  },
  {
    golden: "PreSignUp_SignUp.email",
    lambda: PRE_SIGN_UP,
    pool: { UsernameAttributes: ["email"] },
    cause: (app) => signUp(app, { Username: EMAIL, UserAttributes: attributeList({ name: "Jane" }) }),
  },
  {
    golden: "PreSignUp_AdminCreateUser",
    lambda: PRE_SIGN_UP,
    cause: ({ api, poolId }) =>
      api.adminCreateUser({
        UserPoolId: poolId,
        Username: "jane",
        UserAttributes: attributeList(VERIFIED),
        ValidationData: attributeList({ ticket: "T-1" }),
        ClientMetadata: METADATA,
        MessageAction: "SUPPRESS",
      }),
  },
  {
    golden: "PostConfirmation_ConfirmSignUp",
    lambda: POST_CONFIRMATION,
    pool: { AliasAttributes: ["email"] },
    async cause(app) {
      await signUp(app);
      return app.api.confirmSignUp({
        ClientId: app.clientId,
        Username: "jane",
        ConfirmationCode: await codeFor(app, "jane"),
        ClientMetadata: METADATA,
      });
    },
  },
  {
    golden: "PostConfirmation_ConfirmSignUp.admin",
    lambda: POST_CONFIRMATION,
    async cause(app) {
      await signUp(app);
      return app.api.adminConfirmSignUp({ UserPoolId: app.poolId, Username: "jane" });
    },
  },
  {
    golden: "PostConfirmation_ConfirmForgotPassword",
    lambda: POST_CONFIRMATION,
    async cause(app) {
      await addUser(app, { username: "jane", attributes: VERIFIED });
      await resetPassword(app, "jane");
      return confirmReset(app, "jane", await codeFor(app, "jane"));
    },
  },
  {
    golden: "PreAuthentication_Authentication",
    lambda: PRE_AUTHENTICATION,
    async cause(app) {
      await addUser(app, JANE);
      return signInWithMetadata(app, "jane", PASSWORD);
    },
  },
  {
    golden: "PreAuthentication_Authentication.nobody",
    lambda: PRE_AUTHENTICATION,
    client: { PreventUserExistenceErrors: "ENABLED" },
    cause: (app) => signIn(app, "nobody").catch(() => {}),
  },
  {
    golden: "PostAuthentication_Authentication",
    lambda: POST_AUTHENTICATION,
    async cause(app) {
      await addUser(app, JANE);
      return signInWithMetadata(app, "jane", PASSWORD);
    },
  },
  {
    golden: "UserMigration_Authentication",
    lambda: USER_MIGRATION,
    cause: (app) => signInWithMetadata(app, "lena", OLD_PASSWORD),
  },
  {
    golden: "UserMigration_ForgotPassword",
    lambda: USER_MIGRATION,
    cause: ({ api, clientId }) =>
      api.forgotPassword({ ClientId: clientId, Username: "lena", ClientMetadata: METADATA }),
  },
];

const MESSAGES: readonly Omit<Story, "lambda">[] = [
  {
    golden: "CustomMessage_SignUp",
    pool: { AliasAttributes: ["email"] },
    cause: (app) => signUp(app),
  },
  {
    golden: "CustomMessage_ResendCode",
    before: ["CustomMessage_SignUp"],
    async cause(app) {
      await signUp(app);
      return app.api.resendConfirmationCode({
        ClientId: app.clientId,
        Username: "jane",
        ClientMetadata: METADATA,
      });
    },
  },
  {
    golden: "CustomMessage_AdminCreateUser",
    cause: ({ api, poolId }) =>
      api.adminCreateUser({
        UserPoolId: poolId,
        Username: "jane",
        UserAttributes: attributeList({ email: EMAIL }),
        DesiredDeliveryMediums: ["EMAIL"],
        ClientMetadata: METADATA,
      }),
  },
  {
    golden: "CustomMessage_ForgotPassword",
    async cause(app) {
      await addUser(app, { username: "jane", attributes: VERIFIED });
      return app.api.forgotPassword({
        ClientId: app.clientId,
        Username: "jane",
        ClientMetadata: { reason: "a lost laptop", ticket: "SEC-2041" },
      });
    },
  },
  {
    golden: "CustomMessage_UpdateUserAttribute",
    async cause(app) {
      await addUser(app, { username: "jane", attributes: VERIFIED });
      return app.api.updateUserAttributes({
        AccessToken: (await tokensOf(app, "jane")).access,
        UserAttributes: attributeList({ email: "new@example.com" }),
        ClientMetadata: METADATA,
      });
    },
  },
  {
    golden: "CustomMessage_VerifyUserAttribute",
    async cause(app) {
      await addUser(app, { username: "jane", attributes: { email: EMAIL, email_verified: "false" } });
      return app.api.getUserAttributeVerificationCode({
        AccessToken: (await tokensOf(app, "jane")).access,
        AttributeName: "email",
        ClientMetadata: METADATA,
      });
    },
  },
];

/** What makes tokens, by source. */
const TOKENS: readonly Omit<Story, "lambda">[] = [
  {
    golden: "TokenGeneration_Authentication",
    async cause(app) {
      await addUser(app, JANE);
      return signInWithMetadata(app, "jane", PASSWORD);
    },
  },
  {
    golden: "TokenGeneration_NewPasswordChallenge",
    async cause(app) {
      await addUser(app, { ...JANE, password: null });
      const { Session } = await signIn(app, "jane", TEMPORARY);
      return app.api.respondToAuthChallenge({
        ClientId: app.clientId,
        ChallengeName: "NEW_PASSWORD_REQUIRED",
        Session,
        ChallengeResponses: { USERNAME: "jane", NEW_PASSWORD: PASSWORD },
        ClientMetadata: METADATA,
      });
    },
  },
  {
    golden: "TokenGeneration_RefreshTokens",
    before: ["TokenGeneration_Authentication"],
    async cause(app) {
      await addUser(app, JANE);
      return refresh(app, (await tokensOf(app, "jane")).refresh);
    },
  },
];

const TOKEN_VERSIONS = [
  { suffix: "", lambda: { PreTokenGeneration: functionArn("pre-token-generation") } },
  ...(["V2_0", "V3_0"] as const).map((LambdaVersion) => ({
    suffix: `.${LambdaVersion.slice(0, 2).toLowerCase()}`,
    lambda: {
      PreTokenGenerationConfig: { LambdaVersion, LambdaArn: functionArn("pre-token-generation-v2") },
    },
  })),
];

/** Every source of an event that the API causes, and some sources twice. */
export const STORIES: readonly Story[] = [
  ...MIXED,
  ...MESSAGES.map((story) => ({ ...story, lambda: CUSTOM_MESSAGE })),
  ...TOKENS.flatMap((story) =>
    TOKEN_VERSIONS.map(({ suffix, lambda }) => ({ ...story, golden: `${story.golden}${suffix}`, lambda })),
  ),
];
