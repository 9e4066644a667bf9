/** What only its owner may know lies nowhere in clear: not in a table, not in a file of the database, not in the log. */
import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { privateKey } from "../../src/domain/auth/srp.ts";
import { startPoolkeeper, temporaryFolder } from "../cli/poolkeeper.ts";
import { there } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { type Row, rawSql } from "../support/raw-sql.ts";
import { samlMetadata, signingCertificate } from "../support/saml.ts";
import type { InboxMessage } from "../support/server.ts";
import { srpClient } from "../support/srp-client.ts";

/** No character of these is written otherwise in JSON. */
const TEMPORARY = "Temp-0rary-secret";
const FIRST = "F1rst-Password-secret";
const SECOND = "Sec0nd-Password-secret";
const METADATA = "metadata-secret-5081";
const BODY = "body-secret-7743";
const GOOGLE_SECRET = "google-secret-1188";
const APPLE_KEY = "apple-private-key-9921";
const METADATA_OF_IDP = samlMetadata({ certificates: [await signingCertificate()] });

const FUNCTION = `export const handler = async (event) => {
  const { codeParameter, usernameParameter } = event.request;
  event.response.emailSubject = "${BODY}";
  event.response.emailMessage = ["${BODY}", codeParameter, usernameParameter].join(" ");
  return event;
};`;

const folder = temporaryFolder();
mkdirSync(join(folder, "functions"));
writeFileSync(join(folder, "functions", "custom-message.mjs"), FUNCTION);

/** Starts a server that tells its log all it has to tell. */
async function startServer(database: string) {
  const flags = ["--port", "0", "--database", database, "--log-level", "debug", "--log-format", "json"];
  const keyFile = database.startsWith("postgres:") ? join(folder, "postgres.key") : `${database}.key`;
  const { child, url } = await startPoolkeeper(folder, [...flags, "--master-key", keyFile]);
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    log += chunk;
  });
  const api = new CognitoIdentityProvider({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
  return {
    api,
    log: () => log,
    masterKey: () => there(readFileSync(keyFile, "utf8").trim().split(/\s+/)[1]),
    async inbox(): Promise<InboxMessage[]> {
      return (await (await fetch(`${url}/_poolkeeper/inbox`)).json()) as InboxMessage[];
    },
    async stop() {
      api.destroy();
      child.kill("SIGTERM");
      await once(child, "close");
    },
  };
}

type Server = Awaited<ReturnType<typeof startServer>>;

/** Secrets by what they are. */
type Secrets = Record<string, string>;

/** The main job from the pool to the sign-in after the reset; notes every secret that passes. */
async function mainJob(
  { api, inbox }: Server,
  secrets: Secrets,
): Promise<{ poolId: string; username: string }> {
  const { UserPool } = await api.createUserPool({
    PoolName: "acme",
    LambdaConfig: { CustomMessage: "arn:aws:lambda:us-east-1:123456789012:function:custom-message" },
  });
  const poolId = there(UserPool?.Id);
  await trustProviders(api, poolId);
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: poolId,
    ClientName: "web",
    GenerateSecret: true,
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  const clientId = there(UserPoolClient?.ClientId);
  const clientSecret = there(UserPoolClient?.ClientSecret);
  const username = "jane";
  const SECRET_HASH = createHmac("sha256", clientSecret).update(`${username}${clientId}`).digest("base64");
  const byPassword = (PASSWORD: string) =>
    api.initiateAuth({
      ClientId: clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD, SECRET_HASH },
      ClientMetadata: { any: METADATA },
    });
  const codeOf = async (): Promise<string> => there((await inbox())[0]?.code);

  await api.adminCreateUser({
    UserPoolId: poolId,
    Username: username,
    TemporaryPassword: TEMPORARY,
    DesiredDeliveryMediums: ["EMAIL"],
    UserAttributes: [
      { Name: "email", Value: "jane@example.com" },
      { Name: "email_verified", Value: "true" },
    ],
    ClientMetadata: { any: METADATA },
  });
  const asked = await byPassword(TEMPORARY);
  await api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: asked.Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD: FIRST, SECRET_HASH },
    ClientMetadata: { any: METADATA },
  });

  const srp = srpClient(poolId);
  const challenge = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue, SECRET_HASH },
  });
  const { AuthenticationResult: bySrp } = await api.respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: { ...srp.answer(challenge.ChallengeParameters, FIRST), SECRET_HASH },
  });

  await api.adminResetUserPassword({
    UserPoolId: poolId,
    Username: username,
    ClientMetadata: { any: METADATA },
  });
  const usedCode = await codeOf();
  await api.confirmForgotPassword({
    ClientId: clientId,
    Username: username,
    SecretHash: SECRET_HASH,
    ConfirmationCode: usedCode,
    Password: SECOND,
    ClientMetadata: { any: METADATA },
  });
  const { AuthenticationResult: after } = await byPassword(SECOND);
  const wait = await api.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { USERNAME: username, SRP_A: srp.publicValue, SECRET_HASH },
  });
  await api.forgotPassword({ ClientId: clientId, Username: username, SecretHash: SECRET_HASH });

  Object.assign(secrets, {
    "a temporary password": TEMPORARY,
    "a password that was replaced": FIRST,
    "the password": SECOND,
    "the client's secret": clientSecret,
    "a secret hash": SECRET_HASH,
    "a session that was answered": there(asked.Session),
    "a secret block that was answered": there(challenge.ChallengeParameters?.["SECRET_BLOCK"]),
    "a secret block that waits": there(wait.ChallengeParameters?.["SECRET_BLOCK"]),
    "a refresh token": there(bySrp?.RefreshToken),
    "the refresh token after the reset": there(after?.RefreshToken),
    "an access token": there(bySrp?.AccessToken),
    "an ID token": there(after?.IdToken),
    "a code that was used": usedCode,
    "a code that counts": await codeOf(),
    "a ClientMetadata value": METADATA,
    "a message's body": BODY,
    "a client secret at an identity provider": GOOGLE_SECRET,
    "a private key known to an identity provider": APPLE_KEY,
  });
  return { poolId, username };
}

/** Providers of all kinds that share secrets with the server. */
async function trustProviders(api: CognitoIdentityProvider, UserPoolId: string): Promise<void> {
  const app = { client_id: "app", authorize_scopes: "email" };
  for (const [name, type, details] of [
    ["Google", "Google", { ...app, client_secret: GOOGLE_SECRET }],
    ["SignInWithApple", "SignInWithApple", { ...app, team_id: "t", key_id: "k", private_key: APPLE_KEY }],
    ["Corp", "SAML", { MetadataFile: METADATA_OF_IDP }],
  ] as const) {
    await api.createIdentityProvider({
      UserPoolId,
      ProviderName: name,
      ProviderType: type,
      ProviderDetails: details,
    });
  }
}

const digest = (text: string, encoding: "hex" | "base64"): string =>
  createHash("sha256").update(text).digest(encoding);

/** The ways in which a secret could be written down; a bare hash of one that can be guessed is one of them. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const written = [secret, bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")];
  return secret.length > 25 ? written : [...written, digest(secret, "hex"), digest(secret, "base64")];
}

/** A code's six digits stand in many a number: what counts is where they stand alone. */
const spellingFound = (text: string, spelling: string): boolean =>
  /^\d{6}$/.test(spelling)
    ? new RegExp(`(?<![0-9A-Za-z+/=_.-])${spelling}(?![0-9A-Za-z+/=_.-])`).test(text)
    : text.includes(spelling);

/** PKCS #8 and PKCS #1 of an RSA key, in PEM or base64; a JWK's private exponent; PKCS #8 in DER. */
const PRIVATE_KEYS = [
  /PRIVATE KEY/,
  /MII[A-Za-z0-9+/]{3}IBADANBgkqhkiG9w0BAQEFAASC/,
  /MII[A-Za-z0-9+/]{3}IBAAKC/,
  /"d":"[\w-]{100}/,
];
const PKCS8_IN_DER = Buffer.from("300d06092a864886f70d01010105000482", "hex").toString("latin1");

function expectNone(text: string, secrets: Secrets, where: string): void {
  for (const [what, secret] of Object.entries(secrets)) {
    assert.ok(!spellings(secret).some((spelling) => spellingFound(text, spelling)), `${where} tells ${what}`);
  }
  const key = PRIVATE_KEYS.find((form) => form.test(text));
  assert.ok(!key && !text.includes(PKCS8_IN_DER), `${where} tells a private key`);
}

const TABLES = {
  sqlite: "select name from sqlite_master where type = 'table'",
  postgres: "select tablename as name from pg_tables where schemaname = current_schema()",
};

/** Every row of every table. */
async function dump(database: string): Promise<Map<string, Row[]>> {
  const tables = await rawSql(database, database.startsWith("postgres:") ? TABLES.postgres : TABLES.sqlite);
  const rows = new Map<string, Row[]>();
  for (const { name } of tables) rows.set(String(name), await rawSql(database, `select * from "${name}"`));
  return rows;
}

/** The user's verifier as the database would have it were it not sealed. */
function verifierOf(tables: Map<string, Row[]>, poolId: string, username: string): string {
  const user = tables.get("users")?.find((row) => row["username"] === username);
  const { salt } = JSON.parse(String(user?.["password"]));
  const x = privateKey({ poolName: poolId.slice(poolId.indexOf("_") + 1), userId: username }, SECOND, salt);
  return srpClient(poolId, x).publicValue;
}

await forEachDatabase((name, makeDatabase) => {
  test("no secret of the main job lies in clear", async () => {
    const database = await makeDatabase();
    const server = await startServer(database);
    const secrets: Secrets = {};
    const { poolId, username } = await mainJob(server, secrets);
    secrets["the master key"] = server.masterKey();

    const tables = await dump(database);
    const verifier = verifierOf(tables, poolId, username);
    secrets["the verifier in hex"] = verifier;
    secrets["the verifier in base64"] = Buffer.from(verifier, "hex").toString("base64").slice(0, -4);

    for (const kept of [
      "users",
      "codes",
      "messages",
      "auth_sessions",
      "grants",
      "signing_keys",
      "app_clients",
      "identity_providers",
    ]) {
      assert.notEqual(tables.get(kept)?.length ?? 0, 0, `${kept} has rows to look through`);
    }
    for (const [table, rows] of tables) {
      for (const row of rows) {
        for (const [column, value] of Object.entries(row)) {
          expectNone(String(value), secrets, `${table}.${column}`);
        }
      }
    }
    const log = server.log();
    assert.ok(log.includes("AdminResetUserPassword"));
    expectNone(log, secrets, "the log");

    if (name === "SQLite") expectNothingInFiles(database, secrets);
    await server.stop();
    if (name === "SQLite") expectNothingInFiles(database, secrets);
  });
});

/** Pages that no table has any more are looked through as well. */
function expectNothingInFiles(database: string, secrets: Secrets): void {
  const files = globSync(`${database}*`).filter((file) => !file.endsWith(".key"));
  const text = files.map((file) => readFileSync(file, "latin1")).join("");
  assert.ok(text.includes("jane@example.com"));
  expectNone(text, secrets, "a file of the database");
}
