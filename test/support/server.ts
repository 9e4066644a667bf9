import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import {
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderServiceException,
} from "@aws-sdk/client-cognito-identity-provider";
import { readServerConfig, type ServerConfig } from "../../src/server/config.ts";
import { type RunningServer, startServer } from "../../src/server/start.ts";

/** A message as the inbox shows it. */
export interface InboxMessage {
  readonly id: string;
  readonly poolId: string;
  readonly username: string;
  readonly to: string;
  readonly medium: "EMAIL" | "SMS";
  readonly kind: string;
  readonly subject?: string;
  readonly body: string;
  readonly code?: string;
}

export interface TestServer extends RunningServer {
  readonly sdk: CognitoIdentityProviderClient;
  /** An SDK of another region, or with other credentials. */
  sdkFor(options: {
    region?: string;
    accessKeyId?: string;
    secretAccessKey?: string;
  }): CognitoIdentityProviderClient;
  /** What was sent, newest first. */
  inbox(filter?: Readonly<Record<string, string>>): Promise<InboxMessage[]>;
  /** Moves the server's clock ahead. */
  pass(seconds: number): void;
}

/**
 * Starts a server of the tests' own process on an empty database, strict about the API's model and with a clock that
 * can be moved; it ends with the tests. `flags` are those of the command line.
 */
export async function serve(database: string, ...flags: string[]): Promise<TestServer> {
  const config = await testConfig(database, flags);
  const server = await startServer(config, { strict: true, functionTimeoutMs: 1000 });
  const sdkFor: TestServer["sdkFor"] = ({
    region = "us-east-1",
    accessKeyId = "AKIDEXAMPLE",
    secretAccessKey = "secret",
  }) =>
    new CognitoIdentityProviderClient({
      endpoint: server.url,
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    });
  const sdk = sdkFor({});
  after(async () => {
    sdk.destroy();
    await server.close();
  });
  return {
    ...server,
    sdk,
    sdkFor,
    async inbox(filter = {}) {
      const answer = await fetch(`${server.inboxUrl}?${new URLSearchParams(filter)}`);
      return (await answer.json()) as InboxMessage[];
    },
    pass: (seconds) => server.clock?.advance(seconds),
  };
}

const testConfig = (database: string, flags: readonly string[]): Promise<ServerConfig> =>
  readServerConfig({
    argv: [
      ...["--port", "0", "--test-clock", "--log-level", "silent"],
      ...["--database", database, ...masterKey(database)],
      ...flags,
    ],
    env: {},
    cwd: import.meta.dirname,
    terminal: false,
  });

/** A database file has its key beside it; for another the key lies in the temporary folder, named after it. */
function masterKey(database: string): string[] {
  if (!database.startsWith("postgres:")) return [];
  const file = join(tmpdir(), `${new URL(database).pathname.slice(1)}.key`);
  after(() => rm(file, { force: true }));
  return ["--master-key", file];
}

/** An error of the API as a test compares it. */
export const refusal = (name: string, message: string) => (error: unknown) => {
  const { name: actualName, message: actualMessage } = error as CognitoIdentityProviderServiceException;
  if (actualName === name && actualMessage === message) return true;
  throw new Error(`expected ${name}: ${message}\nbut it was ${actualName}: ${actualMessage}`);
};
