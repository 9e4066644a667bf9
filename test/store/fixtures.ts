import { after } from "node:test";
import { sql } from "kysely";
import { type ClientId, clientId, type Sub, sub, type UserPoolId, userPoolId } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import type { Mac, Sealed } from "../../src/base/sealed.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import type { AppClient } from "../../src/domain/app-client.ts";
import type { Group } from "../../src/domain/group.ts";
import type { IdentityProvider } from "../../src/domain/identity-provider.ts";
import type { ImportJob } from "../../src/domain/import-job.ts";
import type { Pool } from "../../src/domain/pool.ts";
import type { PoolDomain } from "../../src/domain/pool-domain.ts";
import type { Replica } from "../../src/domain/replica.ts";
import type { AuthEvent } from "../../src/domain/risk/auth-event.ts";
import { UNTRACKED } from "../../src/domain/session-configuration.ts";
import type { User } from "../../src/domain/user.ts";
import type { UserSession } from "../../src/domain/user-session.ts";
import type { AuthSession } from "../../src/store/auth-sessions.ts";
import type { Code } from "../../src/store/codes.ts";
import type { Db } from "../../src/store/db.ts";
import { poolTables } from "../../src/store/erasures.ts";
import type { Grant, RefreshToken } from "../../src/store/grants.ts";
import type { Message } from "../../src/store/messages.ts";
import { openDatabase } from "../../src/store/open.ts";
import type { MakeDatabase } from "../support/databases.ts";

export const T0 = 1_700_000_000_000;
export const POOL = userPoolId("us-east-1_AbCdEf123");
export const OTHER_POOL = userPoolId("us-east-1_ZyXwVu987");
export const CLIENT = clientId("1example23456789");
export const SUB = sub("11111111-1111-4111-8111-111111111111");
export const OTHER_SUB = sub("22222222-2222-4222-8222-222222222222");

/** Subs that sort as their numbers do. */
export const nthSub = (n: number): Sub => sub(`${String(n).padStart(8, "0")}-1111-4111-8111-111111111111`);

/** What stands in the database is opaque to it. */
export const sealed = (text: string): Sealed => text as Sealed;
export const mac = (text: string): Mac => text as Mac;

const open = (location: string): Promise<Db> =>
  openDatabase({ location, scope: new TransactionScope(), random: seededRandom("store"), log: silentLog });

/** Opens the database until the test around ends. */
export async function openForTests(location: string): Promise<Db> {
  const db = await open(location);
  after(() => db.close());
  return db;
}

/** Gives each test of a suite the same database, emptied: that is quicker than a new one. */
export function emptiedDatabase(make: MakeDatabase): () => Promise<Db> {
  let opening: Promise<Db> | undefined;
  after(async () => (await opening)?.close());
  return async () => {
    opening ??= make().then(open);
    const db = await opening;
    await db.write(async (tx) => {
      const tables = [
        ...Object.keys(poolTables),
        "pools",
        "erasures",
        "access_keys",
        "master_keys",
        "provisioned_limits",
      ];
      for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(tx);
    });
    return db;
  };
}

export const aPool = (id: UserPoolId = POOL, more: Partial<Pool> = {}): Pool => ({
  id,
  region: "us-east-1",
  name: "customers",
  settings: {
    Policies: { PasswordPolicy: { MinimumLength: 8 } },
    DeletionProtection: "INACTIVE",
    LambdaConfig: {},
    SchemaAttributes: [],
    VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
    UserAttributeUpdateSettings: {},
    MfaConfiguration: "OFF",
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
    UserPoolTags: { team: "naïve ☕" },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
    UserPoolTier: "ESSENTIALS",
  },
  sessions: UNTRACKED,
  secret: sealed("pool secret"),
  createdAt: T0,
  updatedAt: T0,
  version: 1,
  ...more,
});

export const aClient = (id: ClientId = CLIENT, more: Partial<AppClient> = {}): AppClient => ({
  poolId: POOL,
  id,
  name: "web",
  settings: {
    RefreshTokenValidity: 30,
    TokenValidityUnits: {},
    AllowedOAuthFlowsUserPoolClient: false,
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
  },
  ssoValidityMinutes: 60,
  secrets: [{ id: "secret-1", sealed: sealed("client secret"), createdAt: T0 }],
  createdAt: T0,
  updatedAt: T0,
  version: 1,
  ...more,
});

export const aUser = (id: Sub = SUB, more: Partial<User> = {}): User => ({
  poolId: POOL,
  sub: id,
  username: "Ada",
  status: "CONFIRMED",
  enabled: true,
  attributes: { email: "ada@example.com", email_verified: "true" },
  password: { kind: "srp", salt: "00ff", sealed: sealed("verifier") },
  passwordSetAt: T0,
  signedOutAt: null,
  mfaOptions: [],
  createdAt: T0,
  updatedAt: T0,
  version: 1,
  ...more,
});

export const aGroup = (id: string, more: Partial<Group> = {}): Group => ({
  poolId: POOL,
  id,
  name: "staff",
  description: null,
  roleArn: null,
  precedence: null,
  createdAt: T0,
  updatedAt: T0,
  version: 1,
  ...more,
});

export const aProvider = (more: Partial<IdentityProvider> = {}): IdentityProvider => ({
  poolId: POOL,
  name: "Okta",
  type: "OIDC",
  details: { client_id: "client", oidc_issuer: "https://idp.example.com" },
  secrets: sealed("secrets"),
  attributeMapping: { username: "sub" },
  identifiers: ["example.com"],
  acrMapping: null,
  saml: null,
  createdAt: T0,
  updatedAt: T0,
  version: 1,
  ...more,
});

export const aDomain = (domain: string, more: Partial<PoolDomain> = {}): PoolDomain => ({
  poolId: POOL,
  kind: "prefix",
  domain,
  managedLoginVersion: 1,
  customConfig: null,
  routing: null,
  createdAt: T0,
  updatedAt: T0,
  version: 1,
  ...more,
});

export const aCode = (more: Partial<Code> = {}): Code => ({
  poolId: POOL,
  sub: SUB,
  purpose: "recovery",
  mac: mac("mac-1"),
  attribute: "email",
  medium: "EMAIL",
  destination: "ada@example.com",
  createdAt: T0,
  expiresAt: T0 + 1000,
  tries: 0,
  consumedAt: null,
  ...more,
});

export const aSession = (id: string, more: Partial<AuthSession> = {}): AuthSession => ({
  poolId: POOL,
  id,
  clientId: CLIENT,
  sub: SUB,
  username: "Ada",
  challenge: "PASSWORD_VERIFIER",
  state: sealed("state"),
  createdAt: T0,
  expiresAt: T0 + 1000,
  tries: 0,
  claimedAt: null,
  ...more,
});

export const aGrant = (id: string, more: Partial<Grant> = {}): Grant => ({
  poolId: POOL,
  id,
  sub: SUB,
  clientId: CLIENT,
  username: "Ada",
  authTime: T0,
  eventId: "event-1",
  scopes: ["aws.cognito.signin.user.admin"],
  createdAt: T0,
  expiresAt: T0 + 1000,
  revokedAt: null,
  ...more,
});

export const aUserSession = (id: string, more: Partial<UserSession> = {}): UserSession => ({
  poolId: POOL,
  id,
  sub: SUB,
  clientId: CLIENT,
  grantId: "g",
  deviceType: "Chrome 125 / macOS 15.0",
  ip: "192.0.2.42",
  createdAt: T0,
  lastActiveAt: T0,
  expiresAt: T0 + 1000,
  ...more,
});

export const aReplica = (poolId: UserPoolId = POOL): Replica => ({
  poolId,
  region: "eu-west-1",
  status: "INACTIVE",
  tags: {},
  createdAt: T0,
  version: 1,
});

export const aRefreshToken = (hash: string, grantId: string): RefreshToken => ({
  poolId: POOL,
  hash,
  grantId,
  issuedAt: T0,
  expiresAt: T0 + 1000,
  retiredAt: null,
});

export const anAuthEvent = (id: string, more: Partial<AuthEvent> = {}): AuthEvent => ({
  poolId: POOL,
  id,
  sub: SUB,
  type: "SignIn",
  response: "Pass",
  risk: { RiskDecision: "NoRisk", CompromisedCredentialsDetected: false },
  challenges: [],
  context: { ipAddress: "192.0.2.1", deviceName: "curl 8.5.0", deviceId: null, timezone: null },
  feedback: null,
  createdAt: T0,
  ...more,
});

export const aMessage = (id: string, more: Partial<Message> = {}): Message => ({
  poolId: POOL,
  id,
  sub: SUB,
  username: "Ada",
  medium: "EMAIL",
  kind: "CustomMessage_ForgotPassword",
  destination: "ada@example.com",
  content: sealed("content"),
  status: "pending",
  createdAt: T0,
  sentAt: null,
  nextTryAt: T0,
  tries: 0,
  ...more,
});

export const anImportJob = (id: string, more: Partial<ImportJob> = {}): ImportJob => ({
  poolId: POOL,
  id,
  name: "newcomers",
  logsRoleArn: "arn:aws:iam::123456789012:role/import",
  algorithm: null,
  status: "Created",
  file: null,
  next: { byte: 0, line: 1 },
  imported: 0,
  skipped: 0,
  failed: 0,
  createdAt: T0,
  startedAt: null,
  completedAt: null,
  completionMessage: null,
  version: 1,
  ...more,
});
