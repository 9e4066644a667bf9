import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { LambdaEndpoint } from "../../src/effects/lambda-endpoint.ts";
import { beforehand } from "../support/arrange.ts";
import { functionArn } from "../support/functions.ts";
import { type LambdaServer, serveLambda } from "../support/lambda-invoke-server.ts";

/** The files of a folder of functions. */
const FILES = {
  "async.mjs": "export const handler = async ({ n }) => ({ n: n + 1 });",
  "callback.mjs": "export const handler = (event, context, callback) => callback(null, event);",
  "common.js": "exports.handler = async (event) => ({ ...event, common: true });",
  "common.cjs": "exports.handler = async () => 'the .js file comes first';",
  "later.cjs": `exports.handler = (event, context, callback) => {
    let work = "open";
    setTimeout(() => { work = "done"; }, 20);
    callback(null, { get work() { return work; } });
  };`,
  "at-once.cjs": `exports.handler = (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setInterval(() => {}, 1000);
    callback(null, "at once");
  };`,
  "nothing.mjs": "export const handler = () => {};",
  "throws.mjs": "export const handler = async () => { throw new TypeError('no entry'); };",
  "throws-now.mjs": "export const handler = () => { throw new Error('at once'); };",
  "calls-back.mjs": "export const handler = (event, context, callback) => callback('a text');",
  "rejects.mjs": "export const handler = () => Promise.reject();",
  "circular.mjs": "export const handler = async () => { const a = {}; a.a = a; return a; };",
  "crashes.mjs": "export const handler = () => void setTimeout(() => { throw new Error('late'); });",
  "forgets.mjs":
    "export const handler = async () => { Promise.reject(new Error('lost')); await new Promise(() => {}); };",
  "never.mjs": "export const handler = async () => { await new Promise(() => {}); };",
  "exits.mjs": "export const handler = async () => process.exit(3);",
  "slow.mjs": "export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));",
  "broken.mjs": "export const handler = (;",
  "no-handler.mjs": "export const main = async () => 1;",
  "constant.mjs": "export const handler = 1;",
  "context.mjs": `export const handler = async (event, context) => ({
    name: context.functionName,
    arn: context.invokedFunctionArn,
    left: context.getRemainingTimeInMillis(),
    greeting: process.env.GREETING,
  });`,
  "counts.mjs": "let calls = 0; export const handler = async () => ++calls;",
  "meets.mjs": `import { existsSync, writeFileSync } from "node:fs";
  export const handler = async ({ me, other }) => {
    writeFileSync(me, "");
    while (!existsSync(other)) await new Promise((go) => setTimeout(go, 5));
    return process.pid;
  };`,
} as const;

const ANSWERS: readonly [name: string, event: unknown, answer: unknown][] = [
  ["async", { n: 1 }, { n: 2 }],
  ["callback", { n: 1 }, { n: 1 }],
  ["common", { n: 1 }, { n: 1, common: true }],
  ["later", {}, { work: "done" }],
  ["at-once", {}, "at once"],
  ["nothing", {}, null],
];

const FAILURES: readonly [name: string, errorType: string, errorMessage: RegExp][] = [
  ["throws", "TypeError", /^no entry$/],
  ["throws-now", "Error", /^at once$/],
  ["calls-back", "string", /^a text$/],
  ["rejects", "undefined", /^handled$/],
  ["circular", "Runtime.MarshalError", /^Unable to stringify response body$/],
  ["crashes", "Error", /^late$/],
  ["forgets", "Runtime.UnhandledPromiseRejection", /^Error: lost$/],
  ["never", "Runtime.NodeJsExit", /never settled/],
  [
    "exits",
    "Runtime.ExitError",
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
  ],
  ["broken", "Runtime.UserCodeSyntaxError", /^SyntaxError: /],
  ["no-handler", "Runtime.HandlerNotFound", /^no-handler\.handler is undefined or not exported$/],
  ["constant", "Runtime.HandlerNotFound", /^constant\.handler is not a function$/],
];

describe("the tests' own server of Lambda's Invoke operation", () => {
  let directory = "";
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "poolkeeper-lambda-"));
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(directory, name), text);
  });
  after(() => rm(directory, { recursive: true, force: true }));

  const lambda = beforehand<LambdaServer>(() =>
    serveLambda({ directory, environment: { GREETING: "hello" } }),
  );
  const post = (path: string, body: string, headers: Record<string, string> = { authorization: "AWS4" }) =>
    fetch(`${lambda().url}${path}`, { method: "POST", headers, body });
  const invoke = (identifier: string, event: unknown = {}) =>
    post(`/2015-03-31/functions/${encodeURIComponent(identifier)}/invocations`, JSON.stringify(event));

  for (const [name, event, answer] of ANSWERS) {
    test(`gives the answer of a function (${name})`, async () => {
      const response = await invoke(functionArn(name), event);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("x-amz-function-error"), null);
      assert.deepEqual(await response.json(), answer);
    });
  }

  for (const [name, errorType, errorMessage] of FAILURES) {
    test(`tells what a function failed with (${name})`, async () => {
      for (let times = 1; times <= 2; times++) {
        const response = await invoke(functionArn(name));
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("x-amz-function-error"), "Unhandled");
        const payload = (await response.json()) as Record<string, unknown>;
        assert.equal(payload["errorType"], errorType);
        assert.match(String(payload["errorMessage"]), errorMessage);
        assert.ok(Array.isArray(payload["trace"]));
      }
    });
  }

  test("takes a name, a partial ARN and an ARN with a qualifier", async () => {
    for (const identifier of ["async", "123456789012:function:async", `${functionArn("async")}:live`]) {
      const response = await invoke(identifier, { n: 1 });
      assert.deepEqual(await response.json(), { n: 2 }, identifier);
    }
  });

  test("shows a function its context and its environment", async () => {
    const { left, ...seen } = (await (await invoke(functionArn("context"))).json()) as { left: number };
    assert.ok(left > 0 && left <= 3000, String(left));
    assert.deepEqual(seen, { name: "context", arn: functionArn("context"), greeting: "hello" });
  });

  test("ends a function that takes too long", async () => {
    const { url } = await serveLambda({ directory, timeoutMs: 100 });
    const response = await fetch(`${url}/2015-03-31/functions/slow/invocations`, {
      method: "POST",
      headers: { authorization: "AWS4" },
      body: "{}",
    });
    assert.equal(response.headers.get("x-amz-function-error"), "Unhandled");
    const { errorType, errorMessage } = (await response.json()) as Record<string, string>;
    assert.equal(errorType, "Sandbox.Timedout");
    assert.match(errorMessage ?? "", /^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.10 seconds$/);
  });

  test("keeps a function's process", async () => {
    const count = async () => (await invoke("counts")).json();
    assert.deepEqual([await count(), await count()], [1, 2]);
  });

  test("starts another process for a call at the same time", async () => {
    const [a, b] = [join(directory, "a"), join(directory, "b")];
    const responses = [invoke("meets", { me: a, other: b }), invoke("meets", { me: b, other: a })];
    const [first, second] = await Promise.all(responses.map(async (response) => (await response).json()));
    assert.equal(typeof first, "number");
    assert.notEqual(first, second);
  });

  test("refuses what Lambda refuses", async () => {
    const path = "/2015-03-31/functions/async/invocations";
    const refusals: [Promise<Response>, number, string][] = [
      [post(path, "{}", {}), 403, "MissingAuthenticationTokenException"],
      [post(path, "{"), 400, "InvalidRequestContentException"],
      [invoke(functionArn("missing")), 404, "ResourceNotFoundException"],
      [invoke("../lambda"), 404, "ResourceNotFoundException"],
      [post("/", "{}"), 404, "UnknownOperationException"],
    ];
    for (const [response, status, type] of refusals) {
      assert.equal((await response).status, status, type);
      assert.equal((await response).headers.get("x-amzn-errortype"), type);
    }
  });

  test("is what the server's own caller of Lambda understands", async () => {
    const endpoint = new LambdaEndpoint({
      url: lambda().url,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      clock: systemClock,
      log: silentLog,
    });
    const outcomeOf = (name: string) =>
      endpoint.invoke({ arn: functionArn(name), region: "us-east-1", event: { n: 1 } });
    assert.deepEqual(await outcomeOf("async"), { kind: "returned", payload: '{"n":2}' });
    assert.deepEqual(await outcomeOf("throws"), { kind: "threw", message: "no entry" });
    assert.deepEqual(await outcomeOf("missing"), {
      kind: "notInvoked",
      error: "ResourceNotFoundException",
    });
    assert.deepEqual(lambda().called.slice(-2), ["async", "throws"]);
  });
});
