import { setTimeout as sleep } from "node:timers/promises";
import {
  CognitoIdentityProvider,
  CognitoIdentityProviderServiceException,
} from "@aws-sdk/client-cognito-identity-provider";
import { there } from "./arrange.ts";
import type { InboxMessage } from "./server.ts";

/** What becomes of every user, step by step. */
const STATES = ["absent", "invited", "has a password", "has a code"] as const;
type State = (typeof STATES)[number];

/** How users get their codes. */
type Ending = "reset" | "forgot";

interface Progress {
  readonly ending: Ending;
  /** How many steps were acknowledged; the next may have been asked for. */
  readonly acknowledged: number;
}

/** Who writes, where, and all that was asked for. */
export interface Ledger {
  readonly poolId: string;
  readonly clientId: string;
  readonly users: Map<string, Progress>;
}

const PASSWORD = "Correct-Horse-7";
const NEW_PASSWORD = "Battery-Staple-8";

export const apiAt = (url: string): CognitoIdentityProvider =>
  new CognitoIdentityProvider({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });

export async function openLedger(api: CognitoIdentityProvider): Promise<Ledger> {
  const { UserPool } = await api.createUserPool({ PoolName: "ledger" });
  const poolId = there(UserPool?.Id);
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: poolId,
    ClientName: "ledger",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  });
  return { poolId, clientId: there(UserPoolClient?.ClientId), users: new Map() };
}

/** Resolves once so many writes were acknowledged. */
export async function acknowledgements({ users }: Ledger, enough: number): Promise<void> {
  const count = (): number => users.values().reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  while (count() < enough) await sleep(1);
}

const addressOf = (username: string): string => `${username}@example.com`;

/**
 * Writes user after user until a write is not acknowledged, and gives the error. Throws it where it is a refusal: all
 * that is written here is right.
 */
async function write(api: CognitoIdentityProvider, ledger: Ledger, writer: string): Promise<Error> {
  for (let count = 0; ; count++) {
    const username = `${writer}-${count}`;
    const ending = count % 2 === 0 ? "reset" : "forgot";
    try {
      ledger.users.set(username, { ending, acknowledged: 0 });
      for (const [index, step] of steps(api, ledger, username, ending).entries()) {
        await step();
        ledger.users.set(username, { ending, acknowledged: index + 1 });
      }
    } catch (error) {
      if (!(error instanceof Error) || isRefusal(error)) throw error;
      return error;
    }
  }
}

const isRefusal = (error: Error): boolean =>
  error instanceof CognitoIdentityProviderServiceException && error.$fault === "client";

function steps(
  api: CognitoIdentityProvider,
  { poolId, clientId }: Ledger,
  username: string,
  ending: Ending,
): (() => Promise<unknown>)[] {
  const user = { UserPoolId: poolId, Username: username };
  return [
    () =>
      api.adminCreateUser({
        ...user,
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [
          { Name: "email", Value: addressOf(username) },
          { Name: "email_verified", Value: "true" },
        ],
      }),
    () => api.adminSetUserPassword({ ...user, Password: PASSWORD, Permanent: true }),
    () =>
      ending === "reset"
        ? api.adminResetUserPassword(user)
        : api.forgotPassword({ ClientId: clientId, Username: username }),
  ];
}

/** Writes on many connections at once until every writer has met an error; gives the errors. */
export async function writeUntilRefused(
  url: string,
  ledger: Ledger,
  { writers, name }: { readonly writers: number; readonly name: string },
): Promise<Error[]> {
  const api = apiAt(url);
  try {
    return await Promise.all(
      Array.from({ length: writers }, (_, index) => write(api, ledger, `${name}-${index}`)),
    );
  } finally {
    api.destroy();
  }
}

/**
 * Users who are not what was acknowledged, in words; none where nothing was lost. Those whose next step was asked for
 * may have taken it, unless every answer is known to have arrived.
 */
export async function discrepancies(
  api: CognitoIdentityProvider,
  inboxUrl: string,
  ledger: Ledger,
  { allAnswered = false } = {},
): Promise<string[]> {
  const found: string[] = [];
  const waiting = [...ledger.users];
  const check = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [username, { ending, acknowledged }] = next;
      const state = await stateOf(api, inboxUrl, ledger, username, ending);
      const possible = STATES.slice(acknowledged, acknowledged + (allAnswered ? 1 : 2));
      const fits = possible.some((allowed) => allowed === state);
      if (!fits) found.push(`${username}: ${state}, though ${STATES[acknowledged]} (${ending})`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, check));
  return found;
}

/** How far a user really got; what is half done is told in words of its own. Uses the code up. */
async function stateOf(
  api: CognitoIdentityProvider,
  inboxUrl: string,
  { poolId, clientId }: Ledger,
  username: string,
  ending: Ending,
): Promise<State | string> {
  const signIn = (password: string): Promise<string> =>
    outcome(
      api
        .initiateAuth({
          ClientId: clientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: username, PASSWORD: password },
        })
        .then(({ ChallengeName }) => ChallengeName),
    );
  const confirm = (code: string): Promise<string> =>
    outcome(
      api.confirmForgotPassword({
        ClientId: clientId,
        Username: username,
        ConfirmationCode: code,
        Password: NEW_PASSWORD,
      }),
    );

  const { invitation, forgotPassword: code } = await codesSentTo(inboxUrl, addressOf(username));
  const user = await outcome(api.adminGetUser({ UserPoolId: poolId, Username: username }));
  if (user === "UserNotFoundException") return invitation ? "invited without a user" : "absent";
  if (user !== "done" || !invitation) return `${user}, invitation ${invitation}`;

  const withPassword = await signIn(PASSWORD);
  if (code !== undefined) {
    if (withPassword !== (ending === "reset" ? "PasswordResetRequiredException" : "done")) {
      return `a code, and the password answers ${withPassword}`;
    }
    const [confirmed, withNewPassword] = [await confirm(code), await signIn(NEW_PASSWORD)];
    const counts = confirmed === "done" && withNewPassword === "done";
    return counts ? "has a code" : `a code that answers ${confirmed}, then ${withNewPassword}`;
  }
  if (withPassword === "done") return "has a password";
  const withInvitation = await signIn(invitation);
  if (withPassword === "NotAuthorizedException" && withInvitation === "NEW_PASSWORD_REQUIRED")
    return "invited";
  return `a password that answers ${withPassword}, an invitation that answers ${withInvitation}`;
}

/** The name of the challenge or of the refusal that came; `done` where neither did. */
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    (challenge) => (typeof challenge === "string" ? challenge : "done"),
    (error: Error) => error.name,
  );

/** The latest code by the kind of its message. */
async function codesSentTo(inboxUrl: string, to: string): Promise<Readonly<Record<string, string>>> {
  const messages = await messagesTo(inboxUrl, to);
  return Object.fromEntries(messages.reverse().map(({ kind, code = "" }) => [kind, code]));
}

/** Newest first. */
export async function messagesTo(inboxUrl: string, to: string): Promise<InboxMessage[]> {
  const answer = await fetch(`${inboxUrl}?${new URLSearchParams({ to })}`);
  return (await answer.json()) as InboxMessage[];
}
