import { equal, match, ok, rejects } from "node:assert/strict";
import { join } from "node:path";
import {
  AdminCreateUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { JwtRsaVerifier } from "aws-jwt-verify";
import { readServerConfig } from "../src/server/config.ts";
import { startServer } from "../src/server/start.ts";

/** The main job, told step by step on a throw-away server. Ends with 0 only if every step held. */

const OLD_PASSWORD = "Correct-Horse-7";
const NEW_PASSWORD = "Battery-Staple-8";
const EMAIL = "jane@example.com";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:custom-message";

const write = (text: string): boolean => process.stdout.write(text);
let steps = 0;

async function step<T>(title: string, work: () => Promise<T>, tell: (result: T) => string): Promise<T> {
  const result = await work();
  write(`\n ${++steps}. ${title}\n${tell(result).replace(/^/gm, "      ")}\n`);
  return result;
}

const server = await startServer(
  await readServerConfig({
    argv: [
      ...["--port", "0", "--database", ":memory:", "--log-level", "warn"],
      ...["--functions", join(import.meta.dirname, "functions")],
    ],
    env: {},
    cwd: import.meta.dirname,
    terminal: false,
  }),
);
write(`\nPoolkeeper listens on ${server.url}, its database ${server.database}.\n`);

const aws = new CognitoIdentityProviderClient({
  endpoint: server.url,
  region: "us-east-1",
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});

try {
  const poolId = await step(
    "CreateUserPool, with a CustomMessage trigger that is a file in examples/functions",
    async () => {
      const { UserPool } = await aws.send(
        new CreateUserPoolCommand({
          PoolName: "quickstart",
          AutoVerifiedAttributes: ["email"],
          LambdaConfig: { CustomMessage: FUNCTION_ARN },
        }),
      );
      return UserPool?.Id ?? "";
    },
    (id) => id,
  );

  const clientId = await step(
    "CreateUserPoolClient",
    async () => {
      const { UserPoolClient } = await aws.send(
        new CreateUserPoolClientCommand({ UserPoolId: poolId, ClientName: "app" }),
      );
      return UserPoolClient?.ClientId ?? "";
    },
    (id) => id,
  );

  await step(
    "AdminCreateUser and AdminSetUserPassword: a confirmed user with a verified e-mail address",
    async () => {
      await aws.send(
        new AdminCreateUserCommand({
          UserPoolId: poolId,
          Username: "jane",
          MessageAction: "SUPPRESS",
          UserAttributes: [
            { Name: "email", Value: EMAIL },
            { Name: "email_verified", Value: "true" },
          ],
        }),
      );
      await aws.send(
        new AdminSetUserPasswordCommand({
          UserPoolId: poolId,
          Username: "jane",
          Password: OLD_PASSWORD,
          Permanent: true,
        }),
      );
    },
    () => `jane <${EMAIL}>`,
  );

  const signIn = (password: string): Promise<CognitoUserSession> =>
    new Promise((resolve, reject) => {
      const Pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint: server.url });
      new CognitoUser({ Username: "jane", Pool }).authenticateUser(
        new AuthenticationDetails({ Username: "jane", Password: password }),
        { onSuccess: resolve, onFailure: reject },
      );
    });

  await step(
    "Sign in by SRP: the password never leaves the client",
    () => signIn(OLD_PASSWORD),
    (session) => `signed in as ${session.getIdToken().payload["cognito:username"]}`,
  );

  await step(
    "AdminResetUserPassword, with ClientMetadata for the trigger",
    () =>
      aws.send(
        new AdminResetUserPasswordCommand({
          UserPoolId: poolId,
          Username: "jane",
          ClientMetadata: { reason: "A new laptop signed in from Lisbon", ticket: "SEC-2041" },
        }),
      ),
    () => 'reason: "A new laptop signed in from Lisbon", ticket: "SEC-2041"',
  );

  await step(
    "Sign in with the old password",
    () => rejects(signIn(OLD_PASSWORD), { name: "PasswordResetRequiredException" }),
    () => "PasswordResetRequiredException: Password reset required for the user",
  );

  const code = await step(
    "Read the inbox: the e-mail that the trigger wrote from the ClientMetadata",
    async () => {
      const [mail] = (await (await fetch(server.inboxUrl)).json()) as InboxMail[];
      ok(mail);
      equal(mail.to, EMAIL);
      match(mail.body, /A new laptop signed in from Lisbon/);
      match(mail.body, /SEC-2041/);
      return mail;
    },
    ({ to, subject, body }) => `To: ${to}\nSubject: ${subject}\n\n${body}`,
  ).then((mail) => mail.code);

  await step(
    "ConfirmForgotPassword with the code",
    () =>
      aws.send(
        new ConfirmForgotPasswordCommand({
          ClientId: clientId,
          Username: "jane",
          ConfirmationCode: code,
          Password: NEW_PASSWORD,
        }),
      ),
    () => `${code} was right`,
  );

  const session = await step(
    "Sign in with the new password",
    () => signIn(NEW_PASSWORD),
    () => "signed in",
  );

  await step(
    "Verify the access token with aws-jwt-verify, against the keys that the server publishes",
    async () => {
      const issuer = `${server.url.replace("127.0.0.1", "localhost")}/${poolId}`;
      const verifier = JwtRsaVerifier.create({
        issuer,
        audience: null,
        jwksUri: `${issuer}/.well-known/jwks.json`,
      });
      const keys = (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()) as Parameters<
        typeof verifier.cacheJwks
      >[0];
      verifier.cacheJwks(keys);
      return verifier.verify(session.getAccessToken().getJwtToken());
    },
    ({ iss, username, token_use, scope }) => JSON.stringify({ iss, username, token_use, scope }, null, 2),
  );

  write("\nEvery step held.\n\n");
} finally {
  aws.destroy();
  await server.close();
}

interface InboxMail {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly code: string;
}
