import {
  AdminCreateUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  InitiateAuthCommand,
} from "@aws-sdk/client-cognito-identity-provider";

/** How far a user got, by what was acknowledged. */
export type Acknowledged = "created" | "given a password" | "reset";

/** Who writes, where, and all that was acknowledged. */
export interface Ledger {
  readonly poolId: string;
  readonly clientId: string;
  readonly users: Map<string, Acknowledged>;
}

const PASSWORD = "Correct-Horse-7";

export const sdkAt = (url: string): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });

export async function openLedger(sdk: CognitoIdentityProviderClient): Promise<Ledger> {
  const { UserPool } = await sdk.send(new CreateUserPoolCommand({ PoolName: "ledger" }));
  const poolId = UserPool?.Id ?? "";
  const { UserPoolClient } = await sdk.send(
    new CreateUserPoolClientCommand({
      UserPoolId: poolId,
      ClientName: "ledger",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    }),
  );
  return { poolId, clientId: UserPoolClient?.ClientId ?? "", users: new Map() };
}

const addressOf = (username: string): string => `${username}@example.com`;

/** Writes user after user until the server no longer answers; notes only what it acknowledged. */
export async function write(
  sdk: CognitoIdentityProviderClient,
  ledger: Ledger,
  writer: string,
): Promise<void> {
  const { poolId, users } = ledger;
  for (let count = 0; ; count++) {
    const Username = `${writer}-${count}`;
    const whom = { UserPoolId: poolId, Username };
    try {
      await sdk.send(
        new AdminCreateUserCommand({
          ...whom,
          DesiredDeliveryMediums: ["EMAIL"],
          UserAttributes: [
            { Name: "email", Value: addressOf(Username) },
            { Name: "email_verified", Value: "true" },
          ],
        }),
      );
      users.set(Username, "created");
      await sdk.send(new AdminSetUserPasswordCommand({ ...whom, Password: PASSWORD, Permanent: true }));
      users.set(Username, "given a password");
      if (count % 2 === 0) continue;
      await sdk.send(new AdminResetUserPasswordCommand(whom));
      users.set(Username, "reset");
    } catch {
      return;
    }
  }
}

interface Mail {
  readonly to: string;
  readonly kind: string;
  readonly code: string;
}

/**
 * What a sign-in may answer after each acknowledged step. The step behind it may have happened, or not: but it was not
 * half done.
 */
const STATES: Readonly<Record<Acknowledged, readonly string[]>> = {
  created: ["NEW_PASSWORD_REQUIRED", "NotAuthorizedException"],
  "given a password": ["signed in", "PasswordResetRequiredException"],
  reset: ["PasswordResetRequiredException"],
};

/** What was acknowledged and is not there: nothing, where nothing was lost. */
export async function missing(
  sdk: CognitoIdentityProviderClient,
  inboxUrl: string,
  { clientId, users }: Ledger,
): Promise<string[]> {
  const signIn = (USERNAME: string, password: string): Promise<string> =>
    sdk
      .send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME, PASSWORD: password },
        }),
      )
      .then(
        ({ ChallengeName }) => ChallengeName ?? "signed in",
        (error: Error) => error.name,
      );

  const lost: string[] = [];
  for (const [username, acknowledged] of users) {
    const mails = (await (
      await fetch(`${inboxUrl}?${new URLSearchParams({ to: addressOf(username) })}`)
    ).json()) as Mail[];
    const invitation = mails.find(({ kind }) => kind === "invitation");
    if (!invitation) {
      lost.push(`the invitation of ${username}`);
      continue;
    }
    const now = await signIn(username, acknowledged === "created" ? invitation.code : PASSWORD);
    if (!STATES[acknowledged].includes(now)) lost.push(`the state of ${username}: ${now}`);
    if (now !== "PasswordResetRequiredException") continue;
    const code = mails.find(({ kind }) => kind === "forgotPassword")?.code;
    if (code === undefined) {
      lost.push(`the code of ${username}`);
      continue;
    }
    await sdk
      .send(
        new ConfirmForgotPasswordCommand({
          ClientId: clientId,
          Username: username,
          ConfirmationCode: code,
          Password: "Battery-Staple-8",
        }),
      )
      .catch((error: Error) => lost.push(`that the code of ${username} counts: ${error.name}`));
  }
  return lost;
}
