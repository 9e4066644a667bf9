import assert from "node:assert/strict";
import { AsyncResource } from "node:async_hooks";
import { after, before } from "node:test";
import {
  type AttributeType,
  type AuthenticationResultType,
  CognitoIdentityProvider,
  type CreateUserPoolClientRequest,
  type CreateUserPoolRequest,
  type GetTokensFromRefreshTokenRequest,
  type InitiateAuthCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { type DatabaseName, forEachDatabase } from "./databases.ts";
import { type InboxMessage, serve, type TestServer } from "./server.ts";

export const PASSWORD = "Passw0rd!";
export const NEW_PASSWORD = "N3w-Passw0rd!";

/** A server, with the SDK's methods at hand. */
export interface World extends TestServer {
  readonly api: CognitoIdentityProvider;
  /** The same for another region. */
  apiIn(region: string): CognitoIdentityProvider;
}

/** Starts a server on an empty database; `flags` are those of the command line. */
export async function openWorld(database: string, ...flags: string[]): Promise<World> {
  const server = await serve(database, ...flags);
  const clients: CognitoIdentityProvider[] = [];
  const apiIn = (region: string): CognitoIdentityProvider => {
    const api = new CognitoIdentityProvider({
      endpoint: server.url,
      region,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      maxAttempts: 1,
    });
    clients.push(api);
    return api;
  };
  after(() => {
    for (const client of clients) client.destroy();
  });
  return { ...server, api: apiIn("us-east-1"), apiIn };
}

/** Tells the same stories on each database, all of one database on one server. Call `world` inside a test. */
export const onEachDatabase = (
  stories: (world: () => World, database: DatabaseName) => void,
  ...flags: string[]
): Promise<void> =>
  forEachDatabase((name, make) => {
    stories(
      beforehand(async () => openWorld(await make(), ...flags)),
      name,
    );
  });

/** Makes something before the tests of a suite, which get it by calling the result. */
export function beforehand<T extends object>(make: () => Promise<T>): () => T {
  let made: T | undefined;
  // What `make` leaves to `after` is to outlive this hook, and to end with the suite.
  const suite = new AsyncResource("suite");
  before(async () => {
    made = await suite.runInAsyncScope(make);
  });
  return () => {
    assert.ok(made, "called before the tests began");
    return made;
  };
}

/** A pool with a client. */
export interface App {
  readonly world: World;
  readonly api: CognitoIdentityProvider;
  readonly poolId: string;
  readonly clientId: string;
}

export interface AppOptions {
  readonly pool?: Partial<CreateUserPoolRequest>;
  readonly client?: Partial<CreateUserPoolClientRequest>;
}

export async function newPool({ api }: Pick<World, "api">, pool: AppOptions["pool"] = {}): Promise<string> {
  const { UserPool } = await api.createUserPool({ PoolName: "acme", ...pool });
  return there(UserPool?.Id);
}

export async function newApp(world: World, { pool, client }: AppOptions = {}): Promise<App> {
  const poolId = await newPool(world, pool);
  return { world, api: world.api, poolId, clientId: await newClient({ api: world.api, poolId }, client) };
}

/** A client that may sign in in every way that is built, unless `client` says otherwise. */
export async function newClient(
  { api, poolId }: Pick<App, "api" | "poolId">,
  client: AppOptions["client"] = {},
): Promise<string> {
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: poolId,
    ClientName: "web",
    ExplicitAuthFlows: [
      "ALLOW_USER_PASSWORD_AUTH",
      "ALLOW_ADMIN_USER_PASSWORD_AUTH",
      "ALLOW_USER_SRP_AUTH",
      "ALLOW_REFRESH_TOKEN_AUTH",
    ],
    ...client,
  });
  return there(UserPoolClient?.ClientId);
}

export interface UserOptions {
  readonly username?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The user's own; null: the user has none yet, but a temporary one. */
  readonly password?: string | null;
  readonly temporary?: string;
}

export const TEMPORARY = "Temp0rary!";

let users = 0;

/** A confirmed user with a verified e-mail address, unless told otherwise; gives the username. */
export async function addUser({ api, poolId }: App, options: UserOptions = {}): Promise<string> {
  const username = options.username ?? `user-${++users}`;
  const attributes = options.attributes ?? { email: "jane@example.com", email_verified: "true" };
  const { User } = await api.adminCreateUser({
    UserPoolId: poolId,
    Username: username,
    UserAttributes: attributeList(attributes),
    TemporaryPassword: options.temporary ?? TEMPORARY,
    MessageAction: "SUPPRESS",
  });
  const stored = there(User?.Username);
  if (options.password === null) return stored;
  await api.adminSetUserPassword({
    UserPoolId: poolId,
    Username: stored,
    Password: options.password ?? PASSWORD,
    Permanent: true,
  });
  return stored;
}

/** Signs in by USER_PASSWORD_AUTH. */
export const signIn = (
  { api, clientId }: App,
  username: string,
  password: string = PASSWORD,
): Promise<InitiateAuthCommandOutput> =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });

/** Signs in by ADMIN_USER_PASSWORD_AUTH. */
export const adminSignIn = ({ api, poolId, clientId }: App, username: string, password: string = PASSWORD) =>
  api.adminInitiateAuth({
    UserPoolId: poolId,
    ClientId: clientId,
    AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });

/** The tokens of a sign-in that needs no more than the password. */
export async function tokensOf(app: App, username: string, password?: string): Promise<Tokens> {
  return tokensIn(await signIn(app, username, password));
}

export interface Tokens {
  readonly access: string;
  readonly id: string;
  readonly refresh: string | undefined;
}

/** What an answer gives tokens in. */
interface TokenAnswer {
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
}

export function tokensIn({ AuthenticationResult: result }: TokenAnswer): Tokens {
  return { access: there(result?.AccessToken), id: there(result?.IdToken), refresh: result?.RefreshToken };
}

/** Signs in by refresh token. */
export const refresh = ({ api, clientId }: App, token: string | undefined) =>
  api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: there(token) },
  });

/** Renews tokens by GetTokensFromRefreshToken. */
export const renew = (
  { api, clientId }: App,
  token: string | undefined,
  more: Partial<GetTokensFromRefreshTokenRequest> = {},
) => api.getTokensFromRefreshToken({ ClientId: clientId, RefreshToken: there(token), ...more });

/** Asks for the code that replaces a forgotten password. */
export const forgot = (
  { api, clientId }: App,
  username: string,
  ClientMetadata?: Readonly<Record<string, string>>,
) => api.forgotPassword({ ClientId: clientId, Username: username, ClientMetadata });

export const resetPassword = (
  { api, poolId }: App,
  username: string,
  ClientMetadata?: Readonly<Record<string, string>>,
) => api.adminResetUserPassword({ UserPoolId: poolId, Username: username, ClientMetadata });

/** Sets another password by the code of a reset. */
export const confirmReset = (
  { api, clientId }: App,
  username: string,
  code: string,
  password: string = NEW_PASSWORD,
) =>
  api.confirmForgotPassword({
    ClientId: clientId,
    Username: username,
    ConfirmationCode: code,
    Password: password,
  });

export async function statusOf({ api, poolId }: App, username: string): Promise<string | undefined> {
  const { UserStatus } = await api.adminGetUser({ UserPoolId: poolId, Username: username });
  return UserStatus;
}

/** What was sent to a user, newest first. */
export async function messagesTo({ world, poolId }: App, username: string): Promise<InboxMessage[]> {
  const sent = await world.inbox({ pool: poolId });
  return sent.filter((message) => message.username === username);
}

export async function lastMessageTo(app: App, username: string): Promise<InboxMessage> {
  const [last] = await messagesTo(app, username);
  return there(last);
}

/** The code of the newest message to a user. */
export async function codeFor(app: App, username: string): Promise<string> {
  return there((await lastMessageTo(app, username)).code);
}

/** A code that a user was not sent. */
export const otherCode = (code: string): string => `${(Number(code[0]) + 1) % 10}${code.slice(1)}`;

export const attributeList = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

export const byName = (list: readonly AttributeType[] | undefined) =>
  Object.fromEntries((list ?? []).map(({ Name, Value }) => [Name, Value]));

/** Fails the test where a value is missing that the story goes on with. */
export function there<T>(value: T | undefined): T {
  assert.ok(value !== undefined, "something is missing from the answer");
  return value;
}

/** How many of the promises were kept, and why the others were not. */
export async function outcomes(promises: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(promises);
  const refusals = settled.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
  return { kept: settled.length - refusals.length, refusals };
}
