/** What the service says to whoever is refused, word for word: a story for each row of its tables of errors. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  type AppOptions,
  addUser,
  adminSignIn,
  attributeList,
  beforehand,
  codeFor,
  confirmReset,
  newApp,
  newClient,
  newPool,
  onEachDatabase,
  otherCode,
  PASSWORD,
  refresh,
  resetPassword,
  signIn,
  TEMPORARY,
  there,
  tokensOf,
  type World,
} from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { refusal } from "../support/server.ts";

/** One row: what somebody does, and what the service answers. */
interface Row {
  readonly when: string;
  readonly name: string;
  readonly message: string;
  /** Of the app's pool and client. */
  readonly app?: AppOptions;
  readonly provoke: (app: App) => Promise<unknown>;
}

const invalid = (message: string) => ({ name: "InvalidParameterException", message });
const denied = (message: string) => ({ name: "NotAuthorizedException", message });
const exception = (name: string, message: string) => ({ name: `${name}Exception`, message });

const NO_SUCH_CODE = exception("ExpiredCode", "Invalid code provided, please request a code again.");
const WRONG_CODE = exception("CodeMismatch", "Invalid verification code provided, please try again.");
const TOO_OFTEN = exception("LimitExceeded", "Attempt limit exceeded, please try after some time.");
const NO_USER = exception("UserNotFound", "User does not exist.");
const NO_COMBINATION = exception("UserNotFound", "Username/client id combination not found.");
const RESET = exception("PasswordResetRequired", "Password reset required for the user");
const WRONG = denied("Incorrect username or password.");

const VERIFIES_MAIL: AppOptions = { pool: { AutoVerifiedAttributes: ["email"] } };
const ALIASES: AppOptions = { pool: { AliasAttributes: ["email"], AutoVerifiedAttributes: ["email"] } };
const aliasesOf = (
  ...AliasAttributes: NonNullable<CreateUserPoolRequest["AliasAttributes"]>
): AppOptions => ({
  pool: { AliasAttributes },
});
const loginsOf = (
  ...UsernameAttributes: NonNullable<CreateUserPoolRequest["UsernameAttributes"]>
): AppOptions => ({
  pool: { UsernameAttributes },
});
const withTrigger = (trigger: string, file: string): AppOptions => ({
  pool: { LambdaConfig: { [trigger]: functionArn(file) }, AutoVerifiedAttributes: ["email"] },
});
const concealing = (more: AppOptions = {}): AppOptions => ({
  ...more,
  client: { ...more.client, PreventUserExistenceErrors: "ENABLED" },
});

let people = 0;
const newName = (): string => `somebody-${++people}`;
const newMail = (): string => `${newName()}@example.com`;

type Attributes = Readonly<Record<string, string>>;

const signUp = (
  { api, clientId }: App,
  username: string,
  attributes: Attributes = { email: newMail() },
  more: { readonly Password?: string; readonly SecretHash?: string } = {},
) =>
  api.signUp({
    ClientId: clientId,
    Username: username,
    Password: PASSWORD,
    UserAttributes: attributeList(attributes),
    ...more,
  });

/** Signs somebody up who is to confirm yet. */
async function newcomer(app: App, attributes?: Attributes): Promise<string> {
  const username = newName();
  await signUp(app, username, attributes);
  return username;
}

const confirm = ({ api, clientId }: App, username: string, code: string) =>
  api.confirmSignUp({ ClientId: clientId, Username: username, ConfirmationCode: code });

const resend = ({ api, clientId }: App, username: string) =>
  api.resendConfirmationCode({ ClientId: clientId, Username: username });

const forget = ({ api, clientId }: App, username: string) =>
  api.forgotPassword({ ClientId: clientId, Username: username });

const update = ({ api }: App, access: string, attributes: Attributes) =>
  api.updateUserAttributes({ AccessToken: access, UserAttributes: attributeList(attributes) });

const verify = ({ api }: App, access: string, code: string) =>
  api.verifyUserAttribute({ AccessToken: access, AttributeName: "email", Code: code });

const createUser = ({ api, poolId }: App, username: string, more: object = {}) =>
  api.adminCreateUser({ UserPoolId: poolId, Username: username, MessageAction: "SUPPRESS", ...more });

const disable = ({ api, poolId }: App, username: string) =>
  api.adminDisableUser({ UserPoolId: poolId, Username: username });

const remove = ({ api, poolId }: App, username: string) =>
  api.adminDeleteUser({ UserPoolId: poolId, Username: username });

/** Signs in somebody new; gives the tokens and who it is. */
async function signedIn(app: App, attributes?: Attributes) {
  const username = await addUser(app, attributes && { attributes });
  return { username, ...(await tokensOf(app, username)) };
}

/** Answers the challenge of a temporary password. */
async function chooseFirst(app: App, username: string, answers: Attributes) {
  const { Session } = await signIn(app, username, TEMPORARY);
  return app.api.respondToAuthChallenge({
    ClientId: app.clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD: "N3w-Passw0rd!", ...answers },
  });
}

const respond = (app: App, username: string, Session: string | undefined) =>
  app.api.respondToAuthChallenge({
    ClientId: app.clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD: "N3w-Passw0rd!" },
  });

const initiate = ({ api, clientId }: App, AuthFlow: "USER_AUTH" | "CUSTOM_AUTH" | "USER_SRP_AUTH") =>
  api.initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters: { USERNAME: "jane", SRP_A: "abcdef" } });

async function repeat(times: number, what: () => Promise<unknown>): Promise<void> {
  for (let time = 1; time <= times; time++) await what().catch(() => {});
}

const OF_NO_USER = "eyJhbGciOiJSUzI1NiJ9.e30.e30";

const EVERYWHERE: readonly Row[] = [
  {
    when: "there is no such pool",
    ...exception("ResourceNotFound", "User pool us-east-1_Nowhere00 does not exist."),
    provoke: ({ api }) => api.listUsers({ UserPoolId: "us-east-1_Nowhere00" }),
  },
  {
    when: "there is no such client",
    ...exception("ResourceNotFound", "User pool client nobodysclient does not exist."),
    provoke: (app) => signUp({ ...app, clientId: "nobodysclient" }, newName()),
  },
  {
    when: "a parameter is out of its range",
    ...invalid(
      "1 validation error detected: Value '100' at 'limit' failed to satisfy constraint: " +
        "Member must have value less than or equal to 60",
    ),
    provoke: ({ api, poolId }) => api.listUsers({ UserPoolId: poolId, Limit: 100 }),
  },
  {
    when: "an administrator names nobody",
    ...NO_USER,
    provoke: ({ api, poolId }) => api.adminEnableUser({ UserPoolId: poolId, Username: "nobody" }),
  },
  {
    when: "ListUsers is to filter by a custom attribute",
    ...invalid("Input fails to satisfy the constraints."),
    provoke: ({ api, poolId }) => api.listUsers({ UserPoolId: poolId, Filter: 'custom:team = "a"' }),
  },
  {
    when: "a function throws",
    ...exception("UserLambdaValidation", "PreSignUp failed with error not today."),
    app: withTrigger("PreSignUp", "refuses-to-answer"),
    provoke: (app) => signUp(app, newName()),
  },
  {
    when: "a function gives back half an event",
    ...exception("InvalidLambdaResponse", "Unrecognizable lambda output"),
    app: withTrigger("PreSignUp", "half-an-event"),
    provoke: (app) => signUp(app, newName()),
  },
  {
    when: "a function gives back no event",
    ...exception("InvalidLambdaResponse", "Invalid lambda function output : Invalid JSON"),
    app: withTrigger("PreSignUp", "says-text"),
    provoke: (app) => signUp(app, newName()),
  },
  {
    when: "there is no such function",
    ...exception("UnexpectedLambda", "PreSignUp invocation failed due to error ResourceNotFoundException."),
    app: withTrigger("PreSignUp", "nowhere"),
    provoke: (app) => signUp(app, newName()),
  },
  {
    when: "a function takes too long",
    ...exception(
      "UnexpectedLambda",
      "PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.",
    ),
    app: withTrigger("PreSignUp", "sleeps"),
    provoke: (app) => signUp(app, newName()),
  },
];

const SIGNING_UP: readonly Row[] = [
  {
    when: "SignUp finds the username taken",
    ...exception("UsernameExists", "User already exists"),
    provoke: async (app) => signUp(app, await newcomer(app)),
  },
  {
    when: "SignUp finds the e-mail address taken that signs in",
    ...exception("UsernameExists", "An account with the given email already exists."),
    app: loginsOf("email"),
    async provoke(app) {
      await signUp(app, "jane@example.com", {});
      await signUp(app, "jane@example.com", {});
    },
  },
  {
    when: "SignUp finds the phone number taken that signs in",
    ...exception("UsernameExists", "An account with the given phone_number already exists."),
    app: loginsOf("phone_number"),
    async provoke(app) {
      await signUp(app, "+15555550100", {});
      await signUp(app, "+15555550100", {});
    },
  },
  {
    when: "SignUp is left to administrators",
    ...denied("SignUp is not permitted for this user pool"),
    app: { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } },
    provoke: (app) => signUp(app, newName()),
  },
  ...(
    [
      ["Sh0rt!", "Password not long enough"],
      ["lower0nly!", "Password must have uppercase characters"],
      ["UPPER0NLY!", "Password must have lowercase characters"],
      ["NoDigits!", "Password must have numeric characters"],
      ["NoSymb0ls", "Password must have symbol characters"],
    ] as const
  ).flatMap(([Password, reason]): Row[] => [
    {
      when: `SignUp gets the password ${Password}`,
      ...exception("InvalidPassword", `Password did not conform with policy: ${reason}`),
      provoke: (app) => signUp(app, newName(), {}, { Password }),
    },
    {
      when: `AdminCreateUser gets the temporary password ${Password}`,
      ...exception("InvalidPassword", `Password did not conform with password policy: ${reason}`),
      provoke: (app) => createUser(app, newName(), { TemporaryPassword: Password }),
    },
  ]),
  {
    when: "SignUp lacks required attributes",
    ...invalid(
      "Attributes did not conform to the schema: family_name: The attribute is required\n" +
        "name: The attribute is required\n",
    ),
    app: {
      pool: {
        Schema: [
          { Name: "name", Required: true },
          { Name: "family_name", Required: true },
        ],
      },
    },
    provoke: (app) => signUp(app, newName()),
  },
  {
    when: "SignUp gives an attribute that the client may not write",
    ...denied("A client attempted to write unauthorized attribute"),
    app: { client: { WriteAttributes: ["email"] } },
    provoke: (app) => signUp(app, newName(), { nickname: "jj" }),
  },
  {
    when: "SignUp says of itself that the e-mail address is verified",
    ...denied("A client attempted to write unauthorized attribute"),
    provoke: (app) => signUp(app, newName(), { email: "jane@example.com", email_verified: "true" }),
  },
  {
    when: "SignUp needs an e-mail address for a username",
    ...invalid("Username should be an email."),
    app: loginsOf("email"),
    provoke: (app) => signUp(app, "jane", {}),
  },
  {
    when: "SignUp needs a phone number for a username",
    ...invalid("Username should be a phone number."),
    app: loginsOf("phone_number"),
    provoke: (app) => signUp(app, "jane@example.com", {}),
  },
  {
    when: "SignUp needs either for a username",
    ...invalid("Username should be either an email or a phone number."),
    app: loginsOf("email", "phone_number"),
    provoke: (app) => signUp(app, "jane", {}),
  },
  {
    when: "SignUp gets an e-mail address for a username, though it is an alias",
    ...invalid("Username cannot be of email format, since user pool is configured for email alias."),
    app: aliasesOf("email"),
    provoke: (app) => signUp(app, "jane@example.com", {}),
  },
  {
    when: "SignUp gets a phone number for a username, though it is an alias",
    ...invalid(
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    ),
    app: aliasesOf("phone_number"),
    provoke: (app) => signUp(app, "+15555550100", {}),
  },
  {
    when: "SignUp gives a preferred username, though it is an alias",
    ...invalid(
      "Preferred username cannot be provided for unconfirmed account, since user pool is configured for preferred username alias.",
    ),
    app: aliasesOf("preferred_username"),
    provoke: (app) => signUp(app, newName(), { preferred_username: "jj" }),
  },
  {
    when: "SignUp gives an e-mail address that is none",
    ...invalid("Invalid email address format."),
    provoke: (app) => signUp(app, newName(), { email: "jane" }),
  },
  {
    when: "SignUp gives a phone number that is none",
    ...invalid("Invalid phone number format."),
    provoke: (app) => signUp(app, newName(), { phone_number: "555" }),
  },
  {
    when: "ConfirmSignUp gets a wrong code",
    ...WRONG_CODE,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      await confirm(app, username, otherCode(await codeFor(app, username)));
    },
  },
  {
    when: "ConfirmSignUp gets a code a day late",
    ...NO_SUCH_CODE,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      app.world.pass(86_400);
      await confirm(app, username, await codeFor(app, username));
    },
  },
  {
    when: "ConfirmSignUp gets a code where none was sent",
    ...NO_SUCH_CODE,
    provoke: async (app) => confirm(app, await newcomer(app), "123456"),
  },
  {
    when: "ConfirmSignUp gets too many wrong codes",
    ...TOO_OFTEN,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      const code = await codeFor(app, username);
      await repeat(5, () => confirm(app, username, otherCode(code)));
      await confirm(app, username, code);
    },
  },
  {
    when: "ConfirmSignUp finds the user confirmed",
    ...denied("User cannot be confirmed. Current status is CONFIRMED"),
    provoke: async (app) => confirm(app, await addUser(app), "123456"),
  },
  {
    when: "ConfirmSignUp finds the e-mail address another user's alias",
    ...exception("AliasExists", "An account with the email already exists."),
    app: ALIASES,
    async provoke(app) {
      const email = newMail();
      await addUser(app, { attributes: { email, email_verified: "true" } });
      const username = await newcomer(app, { email });
      await confirm(app, username, await codeFor(app, username));
    },
  },
  ...[
    { operation: "ConfirmSignUp", call: (app: App) => confirm(app, "nobody", "123456") },
    { operation: "ResendConfirmationCode", call: (app: App) => resend(app, "nobody") },
    { operation: "ForgotPassword", call: (app: App) => forget(app, "nobody") },
    { operation: "ConfirmForgotPassword", call: (app: App) => confirmReset(app, "nobody", "123456") },
  ].map(
    ({ operation, call }): Row => ({
      when: `${operation} is for nobody`,
      ...NO_COMBINATION,
      app: VERIFIES_MAIL,
      provoke: call,
    }),
  ),
  {
    when: "ConfirmSignUp is for nobody, which the client conceals",
    ...NO_SUCH_CODE,
    app: concealing(VERIFIES_MAIL),
    provoke: (app) => confirm(app, "nobody", "123456"),
  },
  {
    when: "ResendConfirmationCode finds the user confirmed",
    ...invalid("User is already confirmed."),
    app: VERIFIES_MAIL,
    provoke: async (app) => resend(app, await addUser(app)),
  },
  {
    when: "ResendConfirmationCode finds that nothing is verified",
    ...denied("Cannot resend codes. Auto verification not turned on."),
    provoke: async (app) => resend(app, await newcomer(app)),
  },
  {
    when: "ResendConfirmationCode is asked a sixth time within the hour",
    ...TOO_OFTEN,
    app: VERIFIES_MAIL,
    async provoke(app) {
      const username = await newcomer(app);
      for (let time = 1; time <= 5; time++) await resend(app, username);
      await resend(app, username);
    },
  },
];

const SIGNING_IN: readonly Row[] = [
  {
    when: "the password is wrong",
    ...WRONG,
    provoke: async (app) => signIn(app, await addUser(app), "wrong"),
  },
  { when: "nobody has the name", ...NO_USER, provoke: (app) => signIn(app, "nobody") },
  {
    when: "nobody has the name, which the client conceals",
    ...WRONG,
    app: concealing(),
    provoke: (app) => signIn(app, "nobody"),
  },
  {
    when: "a parameter is missing",
    ...invalid("Missing required parameter USERNAME"),
    provoke: (app) => signIn(app, ""),
  },
  {
    when: "the password is empty",
    ...invalid("Missing required parameter PASSWORD"),
    provoke: async (app) => signIn(app, await addUser(app), ""),
  },
  {
    when: "the refresh token is empty",
    ...invalid("Missing required parameter REFRESH_TOKEN"),
    provoke: (app) => refresh(app, ""),
  },
  {
    when: "USER_PASSWORD_AUTH is not allowed",
    ...invalid("USER_PASSWORD_AUTH flow not enabled for this client"),
    app: { client: { ExplicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] } },
    provoke: (app) => signIn(app, "jane"),
  },
  {
    when: "USER_SRP_AUTH is not allowed",
    ...invalid("USER_SRP_AUTH is not enabled for the client."),
    app: { client: { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } },
    provoke: (app) => initiate(app, "USER_SRP_AUTH"),
  },
  {
    when: "CUSTOM_AUTH is not allowed",
    ...invalid("CUSTOM_AUTH is not enabled for the client."),
    provoke: (app) => initiate(app, "CUSTOM_AUTH"),
  },
  {
    when: "USER_AUTH is not allowed",
    ...invalid("USER_AUTH flow not enabled for this client"),
    provoke: (app) => initiate(app, "USER_AUTH"),
  },
  {
    when: "only custom authentication is allowed",
    ...invalid("Only custom auth (lambda driven) is enabled for this client."),
    app: { client: { ExplicitAuthFlows: ["CUSTOM_AUTH_FLOW_ONLY"] } },
    provoke: (app) => signIn(app, "jane"),
  },
  {
    when: "custom authentication has no functions",
    ...invalid("Custom auth lambda trigger is not configured for the user pool."),
    app: { client: { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] } },
    provoke: (app) => initiate(app, "CUSTOM_AUTH"),
  },
  {
    when: "ADMIN_USER_PASSWORD_AUTH is not allowed",
    ...invalid("Auth flow not enabled for this client"),
    app: { client: { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } },
    provoke: (app) => adminSignIn(app, "jane"),
  },
  {
    when: "an app asks for an administrator's flow",
    ...invalid("Initiate Auth method not supported."),
    provoke: ({ api, clientId }) =>
      api.initiateAuth({
        ClientId: clientId,
        AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "jane", PASSWORD },
      }),
  },
  {
    when: "the user is disabled",
    ...denied("User is disabled."),
    async provoke(app) {
      const username = await addUser(app);
      await disable(app, username);
      await signIn(app, username);
    },
  },
  {
    when: "the user is not confirmed, with the right password",
    ...exception("UserNotConfirmed", "User is not confirmed."),
    provoke: async (app) => signIn(app, await newcomer(app)),
  },
  {
    when: "the user is not confirmed, with a wrong password",
    ...exception("UserNotConfirmed", "User is not confirmed."),
    provoke: async (app) => signIn(app, await newcomer(app), "wrong"),
  },
  {
    when: "the password was reset",
    ...RESET,
    async provoke(app) {
      const username = await addUser(app);
      await resetPassword(app, username);
      await signIn(app, username);
    },
  },
  {
    when: "the temporary password is too old",
    ...denied("Temporary password has expired and must be reset by an administrator."),
    async provoke(app) {
      const username = await addUser(app, { password: null });
      app.world.pass(7 * 86_400);
      await signIn(app, username, TEMPORARY);
    },
  },
  {
    when: "too many passwords were wrong",
    ...denied("Password attempts exceeded"),
    async provoke(app) {
      const username = await addUser(app);
      for (const seconds of [0, 0, 0, 0, 0, 1, 2, 4, 8, 16]) {
        app.world.pass(seconds);
        await assert.rejects(signIn(app, username, "wrong"));
      }
      await signIn(app, username);
    },
  },
  {
    when: "a session is made up",
    ...denied("Invalid session for the user."),
    provoke: async (app) => respond(app, await addUser(app), "AYABmade-up-by-somebody-else"),
  },
  {
    when: "a session is too old",
    ...denied("Invalid session for the user, session is expired."),
    async provoke(app) {
      const username = await addUser(app, { password: null });
      const { Session } = await signIn(app, username, TEMPORARY);
      app.world.pass(180);
      await respond(app, username, Session);
    },
  },
  {
    when: "a session is used again",
    ...denied("Invalid session for the user, session can only be used once."),
    async provoke(app) {
      const username = await addUser(app, { password: null });
      const { Session } = await signIn(app, username, TEMPORARY);
      await respond(app, username, Session);
      await respond(app, username, Session);
    },
  },
  {
    when: "NEW_PASSWORD_REQUIRED lacks a required attribute",
    ...invalid("Invalid attributes given, given_name is missing"),
    app: { pool: { Schema: [{ Name: "given_name", Required: true }] } },
    provoke: async (app) => chooseFirst(app, await addUser(app, { password: null }), {}),
  },
  {
    when: "NEW_PASSWORD_REQUIRED gets a weak password",
    ...exception("InvalidPassword", "Password does not conform to policy: Password not long enough"),
    provoke: async (app) =>
      chooseFirst(app, await addUser(app, { password: null }), { NEW_PASSWORD: "Sh0rt!" }),
  },
  {
    when: "NEW_PASSWORD_REQUIRED is to verify an e-mail address",
    ...invalid("Cannot modify the non-mutable attribute email_verified"),
    provoke: async (app) =>
      chooseFirst(app, await addUser(app, { password: null }), { "userAttributes.email_verified": "true" }),
  },
  {
    when: "NEW_PASSWORD_REQUIRED is to change an attribute",
    ...denied("Cannot modify an already provided email"),
    provoke: async (app) =>
      chooseFirst(app, await addUser(app, { password: null }), { "userAttributes.email": newMail() }),
  },
  {
    when: "a refresh token is made up",
    ...denied("Invalid Refresh Token."),
    provoke: (app) => refresh(app, "made.up.by.somebody.else"),
  },
  {
    when: "a refresh token is another client's",
    ...denied("Invalid Refresh Token."),
    async provoke(app) {
      const tokens = await signedIn(app);
      await refresh({ ...app, clientId: await newClient(app) }, tokens.refresh);
    },
  },
  {
    when: "a refresh token was revoked",
    ...denied("Refresh Token has been revoked"),
    async provoke(app) {
      const tokens = await signedIn(app);
      await app.api.revokeToken({ ClientId: app.clientId, Token: there(tokens.refresh) });
      await refresh(app, tokens.refresh);
    },
  },
  {
    when: "a refresh token is too old",
    ...denied("Refresh Token has expired"),
    app: { client: { RefreshTokenValidity: 1, TokenValidityUnits: { RefreshToken: "hours" } } },
    async provoke(app) {
      const tokens = await signedIn(app);
      app.world.pass(3600);
      await refresh(app, tokens.refresh);
    },
  },
  {
    when: "a refresh token's user is disabled",
    ...denied("User is disabled."),
    async provoke(app) {
      const { username, ...tokens } = await signedIn(app);
      await disable(app, username);
      await refresh(app, tokens.refresh);
    },
  },
  {
    when: "a refresh token's user is deleted",
    ...NO_USER,
    async provoke(app) {
      const { username, ...tokens } = await signedIn(app);
      await remove(app, username);
      await refresh(app, tokens.refresh);
    },
  },
];

const PASSWORDS: readonly Row[] = [
  {
    when: "ForgotPassword is for a user who never chose a password",
    ...denied("User password cannot be reset in the current state."),
    provoke: async (app) => forget(app, await addUser(app, { password: null })),
  },
  {
    when: "AdminResetUserPassword is for a user who never chose a password",
    ...denied("User password cannot be reset in the current state."),
    provoke: async (app) => resetPassword(app, await addUser(app, { password: null })),
  },
  ...(["ForgotPassword", "AdminResetUserPassword"] as const).flatMap((operation): Row[] => {
    const call = (app: App, username: string) =>
      operation === "ForgotPassword" ? forget(app, username) : resetPassword(app, username);
    return [
      {
        when: `${operation} finds nothing verified`,
        ...invalid(
          "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        provoke: async (app) => call(app, await addUser(app, { attributes: { email: newMail() } })),
      },
      {
        when: `${operation} is left to administrators`,
        ...denied("Contact administrator to reset password."),
        app: {
          pool: { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "admin_only", Priority: 1 }] } },
        },
        provoke: async (app) => call(app, await addUser(app)),
      },
      {
        when: `${operation} is for a disabled user`,
        ...denied("User is disabled."),
        async provoke(app) {
          const username = await addUser(app);
          await disable(app, username);
          await call(app, username);
        },
      },
    ];
  }),
  {
    when: "ConfirmForgotPassword gets a wrong code",
    ...WRONG_CODE,
    async provoke(app) {
      const username = await addUser(app);
      await forget(app, username);
      await confirmReset(app, username, otherCode(await codeFor(app, username)));
    },
  },
  {
    when: "ConfirmForgotPassword gets a code an hour late",
    ...NO_SUCH_CODE,
    async provoke(app) {
      const username = await addUser(app);
      await forget(app, username);
      app.world.pass(3600);
      await confirmReset(app, username, await codeFor(app, username));
    },
  },
  {
    when: "ConfirmForgotPassword gets a weak password",
    ...exception("InvalidPassword", "Password does not conform to policy: Password not long enough"),
    provoke: async (app) => confirmReset(app, await addUser(app), "123456", "Sh0rt!"),
  },
  {
    when: "ChangePassword gets a wrong password",
    ...WRONG,
    provoke: async (app) =>
      app.api.changePassword({
        AccessToken: (await signedIn(app)).access,
        PreviousPassword: "wrong",
        ProposedPassword: "N3w-Passw0rd!",
      }),
  },
  {
    when: "ChangePassword gets a weak password",
    ...exception("InvalidPassword", "Password does not conform to policy: Password not long enough"),
    provoke: async (app) =>
      app.api.changePassword({
        AccessToken: (await signedIn(app)).access,
        PreviousPassword: PASSWORD,
        ProposedPassword: "Sh0rt!",
      }),
  },
  {
    when: "AdminCreateUser finds the username taken",
    ...exception("UsernameExists", "User account already exists"),
    provoke: async (app) => createUser(app, await addUser(app)),
  },
  {
    when: "AdminCreateUser finds the e-mail address taken that signs in",
    ...exception("UsernameExists", "An account with the given email already exists."),
    app: loginsOf("email"),
    async provoke(app) {
      await createUser(app, "jane@example.com");
      await createUser(app, "jane@example.com");
    },
  },
  {
    when: "AdminCreateUser finds the e-mail address another user's alias",
    ...exception("AliasExists", "An account with the email already exists."),
    app: ALIASES,
    async provoke(app) {
      const UserAttributes = attributeList({ email: newMail(), email_verified: "true" });
      await createUser(app, newName(), { UserAttributes });
      await createUser(app, newName(), { UserAttributes });
    },
  },
  {
    when: "AdminCreateUser is to invite again who came already",
    ...exception("UnsupportedUserState", "Resend not possible. jane status is not FORCE_CHANGE_PASSWORD"),
    async provoke(app) {
      await addUser(app, { username: "jane" });
      await createUser(app, "jane", { MessageAction: "RESEND" });
    },
  },
  {
    when: "AdminCreateUser is to invite nobody again",
    ...NO_USER,
    provoke: (app) => createUser(app, "nobody", { MessageAction: "RESEND" }),
  },
];

const getUser = ({ api }: App, access: string) => api.getUser({ AccessToken: access });

const WITH_A_TOKEN: readonly Row[] = [
  { when: "it is made up", ...denied("Invalid Access Token"), provoke: (app) => getUser(app, OF_NO_USER) },
  {
    when: "it is an ID token",
    ...denied("Invalid Access Token"),
    provoke: async (app) => getUser(app, (await signedIn(app)).id),
  },
  {
    when: "its signature is another's",
    ...denied("Could not verify signature for Access Token"),
    async provoke(app) {
      const [one, other] = [await signedIn(app), await signedIn(app)];
      const [head, body] = one.access.split(".");
      await getUser(app, [head, body, other.access.split(".")[2]].join("."));
    },
  },
  {
    when: "it is an hour old",
    ...denied("Access Token has expired"),
    async provoke(app) {
      const { access } = await signedIn(app);
      app.world.pass(3600);
      await getUser(app, access);
    },
  },
  {
    when: "it was signed out",
    ...denied("Access Token has been revoked"),
    async provoke(app) {
      const { access } = await signedIn(app);
      await app.api.globalSignOut({ AccessToken: access });
      await getUser(app, access);
    },
  },
  {
    when: "its user is disabled",
    ...denied("User is disabled."),
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await disable(app, username);
      await getUser(app, access);
    },
  },
  {
    when: "its user is deleted",
    ...NO_USER,
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await remove(app, username);
      await getUser(app, access);
    },
  },
  {
    when: "its user's password was reset",
    ...RESET,
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await resetPassword(app, username);
      await getUser(app, access);
    },
  },
  {
    when: "UpdateUserAttributes gives what the client may not write",
    ...denied("A client attempted to write unauthorized attribute"),
    app: { client: { WriteAttributes: ["email"] } },
    provoke: async (app) => update(app, (await signedIn(app)).access, { nickname: "jj" }),
  },
  {
    when: "UpdateUserAttributes gives what no schema knows",
    ...invalid("user.custom:team: Attribute does not exist in the schema.\n"),
    provoke: async (app) => update(app, (await signedIn(app)).access, { "custom:team": "a" }),
  },
  ...(["UpdateUserAttributes", "AdminUpdateUserAttributes"] as const).map(
    (operation): Row => ({
      when: `${operation} is to change what never changes`,
      ...invalid("user.custom:born: Attribute cannot be updated.\n"),
      app: {
        pool: { Schema: [{ Name: "born", AttributeDataType: "String", Mutable: false }] },
        client: { WriteAttributes: ["email", "custom:born"] },
      },
      async provoke(app) {
        const { username, access } = await signedIn(app);
        const attributes = { "custom:born": "yes" };
        if (operation === "UpdateUserAttributes") return update(app, access, attributes);
        return app.api.adminUpdateUserAttributes({
          UserPoolId: app.poolId,
          Username: username,
          UserAttributes: attributeList(attributes),
        });
      },
    }),
  ),
  ...(
    [
      ["a", "String must be no shorter than 3 characters"],
      ["abcdef", "String must be no longer than 5 characters"],
    ] as const
  ).map(
    ([value, reason]): Row => ({
      when: `UpdateUserAttributes gives ${value} for three to five characters`,
      ...invalid(`user.nickname: ${reason}\n`),
      app: {
        pool: {
          Schema: [{ Name: "nickname", StringAttributeConstraints: { MinLength: "3", MaxLength: "5" } }],
        },
      },
      provoke: async (app) => update(app, (await signedIn(app)).access, { nickname: value }),
    }),
  ),
  {
    when: "UpdateUserAttributes is to change the sub",
    ...invalid("Cannot modify the non-mutable attribute sub"),
    provoke: async (app) => update(app, (await signedIn(app)).access, { sub: "me" }),
  },
  {
    when: "UpdateUserAttributes gives no value",
    ...invalid("Attribute value for picture must not be null"),
    provoke: async (app) =>
      app.api.updateUserAttributes({
        AccessToken: (await signedIn(app)).access,
        UserAttributes: [{ Name: "picture" }],
      }),
  },
  {
    when: "UpdateUserAttributes gives an e-mail address that is none",
    ...invalid("Invalid email address format."),
    provoke: async (app) => update(app, (await signedIn(app)).access, { email: "jane" }),
  },
  {
    when: "UpdateUserAttributes gives a phone number that is none",
    ...invalid("Invalid phone number format."),
    provoke: async (app) => update(app, (await signedIn(app)).access, { phone_number: "555" }),
  },
  {
    when: "UpdateUserAttributes gives the e-mail address another user signs in with",
    ...exception("AliasExists", "An account with the given email already exists."),
    app: loginsOf("email"),
    async provoke(app) {
      await addUser(app, { username: "jane@example.com", attributes: {} });
      const joe = await addUser(app, { username: "joe@example.com", attributes: {} });
      const { access } = await tokensOf(app, joe);
      await update(app, access, { email: "jane@example.com" });
    },
  },
  {
    when: "GetUserAttributeVerificationCode is for another attribute",
    ...invalid("Invalid attribute name. Only phone_number and email can be verified."),
    provoke: async (app) =>
      app.api.getUserAttributeVerificationCode({
        AccessToken: (await signedIn(app)).access,
        AttributeName: "nickname",
      }),
  },
  {
    when: "VerifyUserAttribute gets a wrong code",
    ...WRONG_CODE,
    async provoke(app) {
      const { username, access } = await signedIn(app);
      await app.api.getUserAttributeVerificationCode({ AccessToken: access, AttributeName: "email" });
      await verify(app, access, otherCode(await codeFor(app, username)));
    },
  },
  {
    when: "VerifyUserAttribute gets a code where none was sent",
    ...NO_SUCH_CODE,
    provoke: async (app) => verify(app, (await signedIn(app)).access, "123456"),
  },
];

const withSecret: AppOptions = { client: { GenerateSecret: true } };

await onEachDatabase(
  (world: () => World) => {
    const plain = beforehand(() => newApp(world()));
    const tell = (rows: readonly Row[]) => {
      for (const { when, name, message, app, provoke } of rows) {
        test(`${name} when ${when}`, async () => {
          await assert.rejects(provoke(app ? await newApp(world(), app) : plain()), refusal(name, message));
        });
      }
    };

    describe("whatever is asked", () => {
      tell(EVERYWHERE);

      test("NotAuthorizedException when a client's secret goes unused, or another is used", async () => {
        const app = await newApp(world(), withSecret);
        const { clientId } = app;
        await assert.rejects(
          signUp(app, newName()),
          refusal(
            "NotAuthorizedException",
            `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
          ),
        );
        await assert.rejects(
          signUp(app, newName(), {}, { SecretHash: "AAAA" }),
          refusal("NotAuthorizedException", `Unable to verify secret hash for client ${clientId}`),
        );
      });

      test("FeatureUnavailableInTierException when the tier lacks a feature", async () => {
        const pool = newPool(world(), {
          UserPoolTier: "LITE",
          LambdaConfig: {
            PreTokenGenerationConfig: { LambdaVersion: "V2_0", LambdaArn: functionArn("confirms-at-once") },
          },
        });
        await assert.rejects(pool, (error: Error) => {
          assert.equal(error.name, "FeatureUnavailableInTierException");
          assert.match(error.message, /Token Customization with Pre-Token Generation Lambda V2_0/);
          return true;
        });
      });
    });

    describe("signing up", () => tell(SIGNING_UP));
    describe("signing in", () => tell(SIGNING_IN));
    describe("passwords", () => tell(PASSWORDS));
    describe("an access token", () => tell(WITH_A_TOKEN));
  },
  "--functions",
  join(import.meta.dirname, "functions"),
);
