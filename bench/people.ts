import type { Api } from "./api.ts";
import { each } from "./lanes.ts";

export interface Person {
  readonly username: string;
  readonly email: string;
}

export interface PoolAndClient {
  readonly poolId: string;
  readonly clientId: string;
}

export const PASSWORD = "Bench-Passw0rd!";

export const SIGN_INS = 64;
/** More than the largest page of ListUsers holds. */
const WAITING = 64;
/** Filled users whose names differ in the last two digits only. */
export const BLOCK = 100;

const LANES = 16;

const person = (username: string): Person => ({ username, email: `${username}@example.com` });
const numbered = (prefix: string, index: number, digits: number): string =>
  `${prefix}-${String(index).padStart(digits, "0")}`;

export const signInPerson = (index: number): Person => person(numbered("signin", index % SIGN_INS, 2));
const waitingPerson = (index: number): Person => person(numbered("waiting", index, 2));
export const filledPerson = (index: number): Person => person(numbered("user", index, 7));
export const newPerson = (series: string, index: number): Person =>
  person(numbered(`new-${series}`, index, 5));

/** What all names of a block of filled users begin with. */
export const blockPrefix = (block: number): string => numbered("user", block, 5);

export const createUser = (api: Api, poolId: string, { username, email }: Person): Promise<string> =>
  api.call("AdminCreateUser", {
    UserPoolId: poolId,
    Username: username,
    MessageAction: "SUPPRESS",
    TemporaryPassword: PASSWORD,
    UserAttributes: [
      { Name: "email", Value: email },
      { Name: "email_verified", Value: "true" },
    ],
  });

/** Users who were created and never signed in: few among many. */
export async function addWaitingPeople(api: Api, { poolId }: PoolAndClient): Promise<void> {
  await each(WAITING, LANES, (index) => createUser(api, poolId, waitingPerson(index)));
}

/** The tokens of some who sign in. */
export const someTokens = (api: Api, clientId: string): Promise<Tokens[]> =>
  each(LANES, LANES, async (index) => tokensIn(await signIn(api, clientId, signInPerson(index))));

export const signIn = (api: Api, clientId: string, { username }: Person): Promise<string> =>
  api.call("InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD },
  });

export interface Tokens {
  readonly AccessToken: string;
  readonly RefreshToken: string;
}

function tokensIn(answer: string): Tokens {
  const { AuthenticationResult }: { AuthenticationResult: Tokens } = JSON.parse(answer);
  return AuthenticationResult;
}

/** The `sub` of a user. */
export async function subOf(api: Api, poolId: string, { username }: Person): Promise<string> {
  const { UserAttributes }: { UserAttributes: { Name: string; Value: string }[] } = JSON.parse(
    await api.call("AdminGetUser", { UserPoolId: poolId, Username: username }),
  );
  const sub = UserAttributes.find(({ Name }) => Name === "sub")?.Value;
  if (sub === undefined) throw new Error(`${username} has no sub`);
  return sub;
}
