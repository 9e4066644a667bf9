import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { there } from "../support/arrange.ts";
import { eventIn, functionArn, withFunctions } from "../support/functions.ts";
import type { InboxMessage } from "../support/server.ts";
import { type SpawnedServer, spawnServer } from "../support/spawned-server.ts";

/** Texts that stand nowhere by chance. */
const METADATA = { "key-Pq7Zt3": "value-Wm5Xk9", "key-Lr2Vb8": "value-Hn4Gs6" };
const SECRETS = [...Object.keys(METADATA), ...Object.values(METADATA)];

/** How a text may have been written down. */
const writings = (text: string): string[] => [
  text,
  Buffer.from(text).toString("hex"),
  ...[0, 1, 2].map((shift) =>
    Buffer.from(" ".repeat(shift) + text)
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  ),
];

describe("ClientMetadata of a reset", () => {
  const folder = mkdtempSync(join(tmpdir(), "poolkeeper-metadata-"));
  let server: SpawnedServer;
  let api: CognitoIdentityProvider;

  before(async () => {
    const database = join(folder, "poolkeeper.db");
    server = await spawnServer(["--log-level", "debug", "--database", database, ...withFunctions]);
    api = new CognitoIdentityProvider({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    });
  });
  after(async () => {
    api.destroy();
    await server.end("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  });

  async function resetWithMetadata(functionName: string): Promise<string> {
    const { UserPool } = await api.createUserPool({
      PoolName: "acme",
      LambdaConfig: { CustomMessage: functionArn(functionName) },
    });
    const UserPoolId = there(UserPool?.Id);
    await api.adminCreateUser({
      UserPoolId,
      Username: "jane",
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: "jane@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
    });
    await api.adminSetUserPassword({ UserPoolId, Username: "jane", Password: "Passw0rd!", Permanent: true });
    await api.adminResetUserPassword({ UserPoolId, Username: "jane", ClientMetadata: METADATA });
    return UserPoolId;
  }

  test("reaches the function, and stands nowhere in the database nor in the log", async () => {
    const pool = await resetWithMetadata("echo");
    const answer = await fetch(`${server.inboxUrl}?${new URLSearchParams({ pool })}`);
    const [message] = (await answer.json()) as InboxMessage[];
    assert.deepEqual(eventIn(there(message)).request["clientMetadata"], METADATA);
    await assert.rejects(resetWithMetadata("refuses"), { name: "UserLambdaValidationException" });
    await assert.rejects(resetWithMetadata("half-an-event"), { name: "InvalidLambdaResponseException" });

    const files = await readdir(folder);
    assert.ok(files.includes("poolkeeper.db") && files.includes("poolkeeper.db-wal"), String(files));
    const written = await Promise.all(files.map((file) => readFile(join(folder, file), "latin1")));
    assert.ok(
      written.some((text) => text.includes("jane@example.com")),
      "the files are the right ones",
    );
    const log = server.log.join("\n");
    assert.ok(log.includes("CustomMessage_ForgotPassword"), "the log is the right one");
    for (const place of [...written, log]) {
      for (const text of SECRETS.flatMap(writings)) assert.ok(!place.includes(text), text);
    }
  });

  test("a code stands nowhere in clear either", async () => {
    const pool = await resetWithMetadata("unchanged");
    const answer = await fetch(`${server.inboxUrl}?${new URLSearchParams({ pool })}`);
    const [message] = (await answer.json()) as InboxMessage[];
    const log = server.log.join("\n");
    assert.ok(!log.includes(there(message?.code)) && !log.includes(there(message?.body)));
    for (const file of await readdir(folder)) {
      const text = await readFile(join(folder, file), "latin1");
      assert.ok(!text.includes("password reset code"), file);
    }
  });
});
