import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { readServerConfig, type ServerConfig } from "./config.ts";
import { ConfigError } from "./startup-error.ts";

const folder = mkdtempSync(join(tmpdir(), "poolkeeper-config-"));
after(() => rmSync(folder, { recursive: true }));

let folders = 0;
function folderWith(files: Record<string, string>): string {
  const made = join(folder, String(folders++));
  mkdirSync(made);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(made, name), content);
  return made;
}

interface Given {
  argv?: string[];
  env?: Record<string, string>;
  cwd?: string;
  terminal?: boolean;
}

const read = ({ argv = [], env = {}, cwd = folder, terminal = false }: Given): Promise<ServerConfig> =>
  readServerConfig({ argv, env, cwd, terminal });

const refused = (given: Given, message: string): Promise<void> =>
  assert.rejects(read(given), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.message, message);
    return true;
  });

describe("the server's settings", () => {
  test("are good for a first try when nothing is given", async () => {
    assert.deepEqual(await read({}), {
      host: "127.0.0.1",
      port: 9229,
      tls: null,
      trustProxy: [],
      database: { kind: "file", path: join(folder, ".poolkeeper/poolkeeper.db") },
      publicUrl: null,
      region: "us-east-1",
      account: "123456789012",
      issuer: { kind: "local" },
      functionsDir: null,
      lambdaEndpoint: null,
      smtp: null,
      mailFrom: null,
      smsWebhook: null,
      allowUpstream: [],
      logDelivery: [],
      masterKeyFile: null,
      seedFile: null,
      auth: "open",
      quotas: "none",
      testClock: false,
      logLevel: "info",
      logFormat: "json",
    } satisfies ServerConfig);
  });

  test("come from a flag before the environment before the file", async () => {
    const cwd = folderWith({
      "poolkeeper.config.json": JSON.stringify({ port: 1, region: "eu-west-1", account: "111111111111" }),
    });
    const env = { POOLKEEPER_PORT: "2", POOLKEEPER_REGION: "eu-west-2" };
    const { port, region, account } = await read({ argv: ["--port", "3"], env, cwd });
    assert.deepEqual({ port, region, account }, { port: 3, region: "eu-west-2", account: "111111111111" });
  });

  test("take an empty environment variable for none", async () => {
    assert.equal((await read({ env: { POOLKEEPER_PORT: "" } })).port, 9229);
  });

  test("print prettily where somebody watches", async () => {
    assert.equal((await read({ terminal: true })).logFormat, "pretty");
    assert.equal((await read({ terminal: true, argv: ["--log-format=json"] })).logFormat, "json");
  });

  test("find a folder of functions beside them", async () => {
    const cwd = folderWith({});
    mkdirSync(join(cwd, "functions"));
    assert.equal((await read({ cwd })).functionsDir, join(cwd, "functions"));
  });

  const accepted: [argv: string[], expected: Partial<ServerConfig>][] = [
    [["--host", "[::1]"], { host: "::1" }],
    [["--port=0"], { port: 0 }],
    [
      ["--trust-proxy", "10.0.0.0/8,fd00::/8", "--trust-proxy=127.0.0.1"],
      { trustProxy: ["10.0.0.0/8", "fd00::/8", "127.0.0.1"] },
    ],
    [["--database", ":memory:"], { database: { kind: "memory" } }],
    [["--database", "data/it.db"], { database: { kind: "file", path: join(folder, "data/it.db") } }],
    [
      ["--database", "postgres://u:p@db/pk", "--master-key", "key"],
      { database: { kind: "postgres", url: "postgres://u:p@db/pk" }, masterKeyFile: join(folder, "key") },
    ],
    [["--public-url", "https://id.example.com/base/"], { publicUrl: "https://id.example.com/base" }],
    [
      ["--allow-upstream", "LOCALHOST:8080, [::1]:443", "--allow-upstream=10.0.0.1:80"],
      { allowUpstream: ["localhost:8080", "[::1]:443", "10.0.0.1:80"] },
    ],
    [["--issuer", "aws"], { issuer: { kind: "aws" } }],
    [
      ["--issuer", "https://idp.{region}.example.com/{poolId}"],
      { issuer: { kind: "template", template: "https://idp.{region}.example.com/{poolId}" } },
    ],
    [
      ["--smtp", "smtps://u:p@mail:465", "--mail-from", "Acme <no-reply@acme.test>"],
      { smtp: "smtps://u:p@mail:465", mailFrom: "Acme <no-reply@acme.test>" },
    ],
    [["--lambda-endpoint", "http://127.0.0.1:3001/"], { lambdaEndpoint: "http://127.0.0.1:3001" }],
    [
      [
        "--log-delivery",
        "userAuthEvents=stdout,arn:aws:s3:::logs=a.jsonl",
        "--log-delivery=userNotification=http://c/?a=b",
      ],
      {
        logDelivery: [
          { from: "userAuthEvents", to: { kind: "stdout" } },
          { from: "arn:aws:s3:::logs", to: { kind: "file", path: join(folder, "a.jsonl") } },
          { from: "userNotification", to: { kind: "http", url: "http://c/?a=b" } },
        ],
      },
    ],
    [["--test-clock"], { testClock: true }],
    [["--log-level", "silent"], { logLevel: "silent" }],
  ];
  for (const [argv, expected] of accepted) {
    test(`accept ${argv.join(" ")}`, async () => {
      const config = await read({ argv });
      assert.deepEqual({ ...config, ...expected }, config);
    });
  }

  const bad: [argv: string[], message: string][] = [
    [["--prot", "1"], "unknown flag --prot"],
    [["-p", "1"], "unknown flag -p"],
    [["--workers", "2"], "unknown flag --workers"],
    [["now"], 'unexpected argument "now"'],
    [["--port"], "--port: expected a number from 0 to 65535"],
    [["--host", "--port=1"], "--host: expected an IP address or host name"],
    [["--port", "65536"], '--port: expected a number from 0 to 65535, not "65536"'],
    ...["userAuthEvents", "userAuthEvents=", "signIns=stdout", "userAuthEvents=ftp://c/"].map(
      (text): [string[], string] => [
        ["--log-delivery", text],
        "--log-delivery: expected an ARN, userNotification or userAuthEvents, then = and stdout, a file or an http or https URL",
      ],
    ),
    [["--port", "80a"], '--port: expected a number from 0 to 65535, not "80a"'],
    [["--host", "a b"], '--host: expected an IP address or host name, not "a b"'],
    [["--test-clock=maybe"], '--test-clock: expected true or false, not "maybe"'],
    [["--region", "us_east"], '--region: expected a region such as us-east-1, not "us_east"'],
    [["--account", "123"], '--account: expected 12 digits, not "123"'],
    [["--functions", "nowhere"], '--functions: expected a folder that exists, not "nowhere"'],
    [["--seed", "gone.json"], '--seed: expected a file that exists, not "gone.json"'],
    [["--tls-cert", "nowhere"], '--tls-cert: expected a file that exists, not "nowhere"'],
    [
      ["--public-url", "ftp://x"],
      '--public-url: expected an http or https URL without a query, not "ftp://x"',
    ],
    [
      ["--trust-proxy", "10.0.0.0/33"],
      '--trust-proxy: expected IP addresses or networks such as 10.0.0.0/8, separated by commas, not "10.0.0.0/33"',
    ],
    [
      ["--issuer", "https://one.example.com"],
      '--issuer: expected local, aws, or a URL that holds {poolId} and may hold {region}, not "https://one.example.com"',
    ],
    ...["localhost", "localhost:0", "http://localhost:80", "::1:80"].map((text): [string[], string] => [
      ["--allow-upstream", text],
      `--allow-upstream: expected HOST:PORT pairs such as localhost:8080, separated by commas, not "${text}"`,
    ]),
    [["--log-level", "loud"], '--log-level: expected debug, info, warn, error or silent, not "loud"'],
    [["--smtp", "smtp://mail"], "--smtp needs --mail-from ADDRESS"],
    [["--database", "postgres://db/pk"], "a postgres:// database needs --master-key FILE"],
  ];
  for (const [argv, message] of bad) {
    test(`refuse ${argv.join(" ")}`, () => refused({ argv }, message));
  }

  test("keep passwords out of what they refuse", async () => {
    await refused(
      { argv: ["--database", "mysql://root:hunter2@db/pk"] },
      "--database: expected a SQLite file, :memory: or a postgres:// URL",
    );
    await refused(
      { env: { POOLKEEPER_SMTP: "hunter2" } },
      "POOLKEEPER_SMTP: expected an smtp:// or smtps:// URL",
    );
  });

  test("take both halves of TLS or none", async () => {
    const cwd = folderWith({ "cert.pem": "", "key.pem": "" });
    const both = await read({ cwd, argv: ["--tls-cert=cert.pem", "--tls-key=key.pem"] });
    assert.deepEqual(both.tls, { certFile: join(cwd, "cert.pem"), keyFile: join(cwd, "key.pem") });
    await refused({ cwd, argv: ["--tls-cert=cert.pem"] }, "--tls-cert needs --tls-key");
    await refused({ cwd, argv: ["--tls-key=key.pem"] }, "--tls-key needs --tls-cert");
  });

  test("honour the AWS SDKs' variable for a Lambda endpoint", async () => {
    const env = { AWS_ENDPOINT_URL_LAMBDA: "http://sam:3001" };
    assert.equal((await read({ env })).lambdaEndpoint, "http://sam:3001");
    const both = { ...env, POOLKEEPER_LAMBDA_ENDPOINT: "http://rie:8080" };
    assert.equal((await read({ env: both })).lambdaEndpoint, "http://rie:8080");
  });
});

describe("who must sign", () => {
  const modes: [argv: string[], mode: "open" | "keys"][] = [
    [["--host", "127.0.0.2"], "open"],
    [["--host", "::1"], "open"],
    [["--host", "localhost", "--public-url", "http://acme.localhost:9229"], "open"],
    [["--host", "0.0.0.0"], "keys"],
    [["--host", "::"], "keys"],
    [["--public-url", "https://id.example.com"], "keys"],
    [["--host", "0.0.0.0", "--auth", "open", "--insecure"], "open"],
    [["--auth", "keys"], "keys"],
  ];
  for (const [argv, mode] of modes) {
    test(`${argv.join(" ")}: ${mode}`, async () => assert.equal((await read({ argv })).auth, mode));
  }

  for (const beyond of [
    ["--host", "0.0.0.0"],
    ["--host", "127.evil.example"],
    ["--public-url", "https://localhost.example.com"],
  ]) {
    test(`${beyond.join(" ")}: open needs --insecure`, () =>
      refused(
        { argv: ["--auth", "open", ...beyond] },
        "--auth open lets everybody beyond this machine administer every pool: use --auth keys, or add --insecure",
      ));
  }
});

describe("a config file", () => {
  const contents: Record<string, string> = {
    "poolkeeper.config.json":
      '{ "port": 7, "insecure": true, "trustProxy": ["10.0.0.1"], "database": "x.db" }',
    "poolkeeper.config.js":
      "module.exports = { port: 7, insecure: true, trustProxy: ['10.0.0.1'], database: 'x.db' };",
    "poolkeeper.config.ts":
      "const port: number = 7; export default { port, insecure: true, trustProxy: '10.0.0.1', database: 'x.db' };",
  };
  for (const [name, content] of Object.entries(contents)) {
    test(`may be ${name}`, async () => {
      const cwd = folderWith({ [name]: content });
      const { port, trustProxy, database } = await read({ cwd });
      assert.equal(port, 7);
      assert.deepEqual(trustProxy, ["10.0.0.1"]);
      assert.deepEqual(database, { kind: "file", path: join(cwd, "x.db") });
    });
  }

  test("may lie elsewhere, and its paths start there", async () => {
    const file = join(folderWith({ "prod.json": '{ "masterKey": "secrets/key" }' }), "prod.json");
    const expected = join(file, "../secrets/key");
    assert.equal((await read({ argv: ["--config", file] })).masterKeyFile, expected);
    assert.equal((await read({ env: { POOLKEEPER_CONFIG: file } })).masterKeyFile, expected);
    await refused(
      { argv: ["--config", "gone.json"] },
      '--config: expected a file that exists, not "gone.json"',
    );
  });

  const refusals: [content: string, message: string][] = [
    ['{ "prot": 1 }', "poolkeeper.config.json: unknown key prot"],
    ['{ "config": "a" }', "poolkeeper.config.json: unknown key config"],
    ['{ "port": true }', "poolkeeper.config.json: port: expected a number from 0 to 65535"],
    ['{ "port": 99999 }', 'poolkeeper.config.json: port: expected a number from 0 to 65535, not "99999"'],
    ['{ "insecure": "yes" }', "poolkeeper.config.json: insecure: expected true or false"],
    ["[]", "poolkeeper.config.json: expected an object of settings"],
  ];
  for (const [content, message] of refusals) {
    test(`refuses ${content}`, () =>
      refused({ cwd: folderWith({ "poolkeeper.config.json": content }) }, message));
  }

  test("that is broken says so in one line", async () => {
    const cwd = folderWith({ "poolkeeper.config.json": "{\n  port" });
    await assert.rejects(read({ cwd }), /^Error: poolkeeper\.config\.json: .+$/);
  });

  test("stands alone", () =>
    refused(
      { cwd: folderWith({ "poolkeeper.config.json": "{}", "poolkeeper.config.ts": "export default {}" }) },
      "poolkeeper.config.ts and poolkeeper.config.json: expected only one of them",
    ));
});
