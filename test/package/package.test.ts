import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CognitoIdp } from "../../src/client/cognito-idp.ts";
import { srpClient } from "../support/srp-client.ts";
import { type Installed, installPackage, olderNode } from "./installed.ts";

const PORT = 9297;
const STARTS = 5;
const PASSWORD = "Correct-Horse-7";

describe("the installed package", () => {
  let installed: Installed;
  const servers = new Set<ChildProcess>();

  before(async () => {
    installed = await installPackage();
  });
  after(async () => {
    for (const server of servers) server.kill("SIGKILL");
    await installed.remove();
  });

  /** Spawns the bin itself and gives the milliseconds until `/healthz` answered. */
  async function start(database: string): Promise<{ milliseconds: number; stop(): Promise<number | null> }> {
    const spawned = performance.now();
    const server = spawn(
      installed.node,
      [installed.bin, "start", "--port", String(PORT), "--database", database, "--log-level", "warn"],
      { cwd: installed.folder, stdio: "ignore" },
    );
    servers.add(server);
    while (!(await isHealthy())) await sleep(2);
    return {
      milliseconds: performance.now() - spawned,
      async stop() {
        server.kill("SIGTERM");
        await once(server, "exit");
        servers.delete(server);
        return server.exitCode;
      },
    };
  }

  const isHealthy = (): Promise<boolean> =>
    new Promise((resolve) => {
      const request = get({ host: "127.0.0.1", port: PORT, path: "/healthz" }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      request.on("error", () => resolve(false));
    });

  const cognito = new CognitoIdp({
    endpoint: `http://127.0.0.1:${PORT}`,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
  });

  /** A pool, a client and a confirmed user, who then signs in by SRP. */
  async function signInFirstUser() {
    const { UserPool } = await cognito.createUserPool({ PoolName: "first" });
    const UserPoolId = UserPool?.Id ?? "";
    const { UserPoolClient } = await cognito.createUserPoolClient({ UserPoolId, ClientName: "first" });
    const ClientId = UserPoolClient?.ClientId ?? "";
    const Username = "jane";
    await cognito.adminCreateUser({
      UserPoolId,
      Username,
      MessageAction: "SUPPRESS",
      UserAttributes: [
        { Name: "email", Value: "jane@example.com" },
        { Name: "email_verified", Value: "true" },
      ],
    });
    await cognito.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true });
    const signIn = async (password: string) => {
      const client = srpClient(UserPoolId);
      const { ChallengeParameters } = await cognito.initiateAuth({
        ClientId,
        AuthFlow: "USER_SRP_AUTH",
        AuthParameters: { USERNAME: Username, SRP_A: client.publicValue },
      });
      return cognito.respondToAuthChallenge({
        ClientId,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: client.answer(ChallengeParameters, password),
      });
    };
    assert.ok((await signIn(PASSWORD)).AuthenticationResult);
    return { UserPoolId, ClientId, Username, signIn };
  }

  it("starts within 300 ms from the second time on", async (t) => {
    const times: number[] = [];
    for (let count = 0; count <= STARTS; count++) {
      const server = await start("started.db");
      times.push(Math.round(server.milliseconds));
      assert.equal(await server.stop(), 0);
    }
    const [first, ...further] = times;
    t.diagnostic(`first start ${first} ms, then ${further.join(", ")} ms`);
    assert.ok(Math.min(...further) < 300, `it took ${further.join(", ")} ms`);
  });

  it("has signed its first user in by SRP within 2 s of its start", async (t) => {
    const spawned = performance.now();
    const server = await start("first.db");
    await signInFirstUser();
    const milliseconds = Math.round(performance.now() - spawned);
    t.diagnostic(`signed in after ${milliseconds} ms`);
    assert.equal(await server.stop(), 0);
    assert.ok(milliseconds < 2000, `it took ${milliseconds} ms`);
  });

  it("does the main job", async () => {
    const server = await start("main.db");
    const { UserPoolId, ClientId, Username, signIn } = await signInFirstUser();
    await cognito.adminResetUserPassword({ UserPoolId, Username, ClientMetadata: { ticket: "SEC-1" } });
    await assert.rejects(signIn(PASSWORD), { name: "PasswordResetRequiredException" });
    const inbox = await fetch(`http://127.0.0.1:${PORT}/_poolkeeper/inbox`);
    const [mail] = (await inbox.json()) as { code: string }[];
    await cognito.confirmForgotPassword({
      ClientId,
      Username,
      ConfirmationCode: mail?.code ?? "",
      Password: "Battery-Staple-8",
    });
    assert.ok((await signIn("Battery-Staple-8")).AuthenticationResult);
    assert.equal(await server.stop(), 0);
  });

  it("brings the client, with its types", async () => {
    await writeFile(
      join(installed.folder, "client.mts"),
      `import { CognitoIdp } from "poolkeeper/client";
       const cognito = new CognitoIdp({ region: "us-east-1" });
       const reset: (input: { UserPoolId: string; Username: string }) => Promise<unknown> = (input) =>
         cognito.adminResetUserPassword(input);
       // @ts-expect-error: Username is required
       void (() => cognito.adminResetUserPassword({ UserPoolId: "us-east-1_a" }));
       process.stdout.write(typeof reset);`,
    );
    const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");
    const types = join(import.meta.dirname, "../../node_modules/@types");
    await installed.run(
      ...([tsc, "--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"] as const),
      ...["--typeRoots", types, "--types", "node", "client.mts"],
    );
    assert.equal(await installed.run("node", "client.mts"), "function");
  });

  it("answers to npx", async () => {
    assert.match(await installed.run("npx", "poolkeeper", "--version"), /^\d+\.\d+\.\d+\s*$/);
  });

  it("says in one line what an older Node.js lacks", async (t) => {
    const node = await olderNode();
    if (node === undefined) return t.skip("SKIPPED: there is no older Node.js on this machine");
    const { status, stdout, stderr } = spawnSync(node, [installed.bin, "start"], { encoding: "utf8" });
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr, /^poolkeeper: needs Node\.js 24\.15 or newer, this is [\d.]+\n$/);
  });
});
