import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Worker } from "node:worker_threads";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { systemRandom } from "../../src/base/random.ts";
import { parseFunctionArn } from "../../src/effects/function-arn.ts";
import { LocalFunctions, type LocalFunctionsOptions } from "../../src/effects/local-functions.ts";
import type { LambdaOutcome } from "../../src/ports/lambda.ts";
import { bodyOf, httpServer, type RecordingLog, recordingLog, respond, temporaryFolder } from "./support.ts";

interface Stage {
  readonly folder: string;
  readonly functions: LocalFunctions;
  readonly log: RecordingLog;
  call(name: string, event?: JsonObject): Promise<LambdaOutcome | undefined>;
}

const arnOf = (name: string): string => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;

/** Local functions of the given files, by path in the folder. */
async function stage(
  t: TestContext,
  files: Record<string, string>,
  options: Partial<LocalFunctionsOptions> = {},
): Promise<Stage> {
  const folder = await temporaryFolder(t);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const log = recordingLog();
  const functions = new LocalFunctions({
    directory: folder,
    environment: { PATH: "/bin", POOLKEEPER_MASTER_KEY: "secret", AWS_SESSION_TOKEN: "theirs" },
    endpoint: () => "http://127.0.0.1:9229",
    credentials: { accessKeyId: "AKIDLOCAL", secretAccessKey: "local" },
    random: systemRandom,
    log,
    ...options,
  });
  t.after(() => functions.close());
  const call = async (name: string, event: JsonObject = {}): Promise<LambdaOutcome | undefined> => {
    const target = parseFunctionArn(arnOf(name));
    assert.ok(target, `${name} is a function's name`);
    return functions.invoke(target, event);
  };
  return { folder, functions, log, call };
}

const returned = (value: unknown): LambdaOutcome => ({ kind: "returned", payload: JSON.stringify(value) });
const threw = (message: string): LambdaOutcome => ({ kind: "threw", message });

const payloadOf = (outcome: LambdaOutcome | undefined): Record<string, unknown> => {
  assert.equal(outcome?.kind, "returned", JSON.stringify(outcome));
  const value: unknown = outcome.kind === "returned" && JSON.parse(outcome.payload);
  assert.ok(isObject(value));
  return value;
};

const EVERY_KIND_OF_FILE: Record<string, string> = {
  "esm.mjs": "export const handler = async (event) => ({ ...event, seen: true });",
  "script.js": "exports.handler = async (event) => ({ ...event, seen: true });",
  "common.cjs":
    "module.exports = Object.create({}, { handler: { value: async (event) => ({ ...event, seen: true }) } });",
  "typed.ts":
    "export const handler = async (event: { a: number }): Promise<object> => ({ ...event, seen: true });",
  "typedModule.mts":
    "export const handler = async (event: { a: number }): Promise<object> => ({ ...event, seen: true });",
  "folder/index.mjs":
    'import { seen } from "./part.mjs"; export const handler = async (event) => ({ ...event, seen });',
  "folder/part.mjs": "export const seen = true;",
};

test("a function is a file of any kind, or a folder", async (t) => {
  const { call } = await stage(t, EVERY_KIND_OF_FILE);
  for (const name of ["esm", "script", "common", "typed", "typedModule", "folder"]) {
    assert.deepEqual(await call(name, { a: 1 }), returned({ a: 1, seen: true }), name);
  }
});

const WAYS_TO_ANSWER: [string, string, LambdaOutcome][] = [
  ["a promise", "async () => ({ ok: 1 })", returned({ ok: 1 })],
  [
    "a callback",
    "(event, context, callback) => setTimeout(callback, 5, null, { ok: 1 })",
    returned({ ok: 1 }),
  ],
  ["context.succeed", "(event, context) => context.succeed({ ok: 1 })", returned({ ok: 1 })],
  ["context.done", "(event, context) => context.done(null, { ok: 1 })", returned({ ok: 1 })],
  ["nothing", "async () => {}", returned(null)],
  ["nothing, and no promise", "() => {}", returned(null)],
  ["a text", 'async () => "text"', returned("text")],
  [
    "the first of two answers",
    "(e, context) => { context.succeed(1); context.fail(new Error('2')); }",
    returned(1),
  ],
  ["a thrown error", 'async () => { throw new TypeError("no entry"); }', threw("no entry")],
  ["an error thrown at once", '() => { throw new Error("no entry"); }', threw("no entry")],
  ["a thrown text", 'async () => { throw "no entry"; }', threw("no entry")],
  ["a thrown nothing", "async () => { throw undefined; }", threw("handled")],
  ["an error by callback", "(e, c, callback) => callback(new Error('no entry'))", threw("no entry")],
  ["context.fail", "(e, context) => context.fail('no entry')", threw("no entry")],
  ["an answer that is no JSON", "async () => 1n", threw("Unable to stringify response body")],
  [
    "a circle",
    "async () => { const o = {}; o.o = o; return o; }",
    threw("Unable to stringify response body"),
  ],
  [
    "an answer of more than 6 MB",
    "async () => 'x'.repeat(7e6)",
    threw("Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
  ],
  [
    "an error outside of its promise",
    "() => new Promise(() => setTimeout(() => { throw new Error('stray'); }))",
    threw("stray"),
  ],
  [
    "a promise nobody awaits",
    "() => new Promise(() => { Promise.reject(new Error('stray')); })",
    threw("Error: stray"),
  ],
  [
    "a promise that never settles",
    "async () => new Promise(() => {})",
    threw("The function ended with a promise that was never settled."),
  ],
];

test("a function answers", async (t) => {
  const files = WAYS_TO_ANSWER.map(([, handler], index) => [
    `f${index}.mjs`,
    `export const handler = ${handler};`,
  ]);
  const { call } = await stage(t, Object.fromEntries(files));
  for (const [index, [what, , outcome]] of WAYS_TO_ANSWER.entries()) {
    await t.test(`with ${what}`, async () => {
      assert.deepEqual(await call(`f${index}`), outcome);
      assert.deepEqual(await call(`f${index}`), outcome, "and again");
    });
  }
});

const FAILURES_TO_LOAD: [string, string, string | RegExp][] = [
  ["a syntax error", "export const handler = async () => {", /^SyntaxError: /],
  [
    "a module that is missing",
    'exports.handler = require("nowhere");',
    /^Error: Cannot find module 'nowhere'/,
  ],
  ["an error at the top", 'throw new Error("no configuration");', "no configuration"],
  ["no handler", "export const handle = 1;", "f.handler is undefined or not exported"],
  ["a handler that is no function", "export const handler = 1;", "f.handler is not a function"],
];

for (const [what, text, message] of FAILURES_TO_LOAD) {
  test(`a file with ${what} is a failed call`, async (t) => {
    const { call } = await stage(t, { "f.js": text });
    const outcome = await call("f");
    assert.equal(outcome?.kind, "threw");
    if (outcome.kind !== "threw") return;
    if (typeof message === "string") assert.equal(outcome.message, message);
    else assert.match(outcome.message, message);
  });
}

test("a function that ends its process is a failed call, and the next one finds a new thread", async (t) => {
  const { call } = await stage(t, {
    "exit.mjs":
      "export const handler = async ({ status }) => { if (status !== null) process.exit(status); return 'fine'; };",
  });
  const failed = await call("exit", { status: 3 });
  assert.equal(failed?.kind, "threw");
  assert.match(
    failed.kind === "threw" ? failed.message : "",
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
  );
  const silent = await call("exit", { status: 0 });
  assert.match(silent?.kind === "threw" ? silent.message : "", /Runtime exited without providing a reason$/);
  assert.deepEqual(await call("exit", { status: null }), returned("fine"));
});

test("a function that eats all memory does not take the server with it", async (t) => {
  const { call } = await stage(
    t,
    {
      "eater.mjs":
        "export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); };",
    },
    { memoryMB: 32 },
  );
  const outcome = await call("eater");
  assert.match(
    outcome?.kind === "threw" ? outcome.message : "",
    /Error: Runtime exited with error: signal: killed$/,
  );
});

test("a function that does not answer is called three times, in a new thread each", async (t) => {
  let threads = 0;
  const count = (): void => void threads++;
  process.on("worker", count);
  t.after(() => process.off("worker", count));
  const { call } = await stage(
    t,
    { "slow.mjs": "export const handler = () => { for (;;); };" },
    { timeoutMs: 150 },
  );
  assert.deepEqual(await call("slow"), { kind: "timedOut" });
  assert.equal(threads, 3);
});

test("an error is not tried again", async (t) => {
  const { call, log } = await stage(t, {
    "f.mjs": 'export const handler = async () => { console.log("called"); throw new Error("no"); };',
  });
  await call("f");
  assert.equal(log.lines.filter(({ message }) => message === "called").length, 1);
});

test("a result by callback waits for the work that is open, unless the function declines that", async (t) => {
  const { call } = await stage(t, {
    "waits.mjs": `export const handler = (event, context, callback) => {
      const result = { finished: false };
      setTimeout(() => { result.finished = true; }, 30);
      callback(null, result);
    };`,
    "declines.mjs": `export const handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false;
      const result = { finished: false };
      setTimeout(() => { result.finished = true; }, 30);
      callback(null, result);
    };`,
  });
  assert.deepEqual(await call("waits"), returned({ finished: true }));
  assert.deepEqual(await call("declines"), returned({ finished: false }));
});

test("a function sees Lambda's context and environment, and no secret of the server", async (t) => {
  const { call, folder } = await stage(t, {
    "look.mjs": `export const handler = async (event, context) => ({
      context: { ...context, left: context.getRemainingTimeInMillis() }, env: process.env });`,
  });
  const { context, env } = payloadOf(await call("look"));
  assert.ok(isObject(context) && isObject(env));
  assert.match(String(context["awsRequestId"]), /^[0-9a-f-]{36}$/);
  assert.equal(context["functionName"], "look");
  assert.equal(context["functionVersion"], "$LATEST");
  assert.equal(context["invokedFunctionArn"], arnOf("look"));
  assert.equal(context["memoryLimitInMB"], "512");
  assert.equal(context["callbackWaitsForEmptyEventLoop"], true);
  assert.ok(Number(context["left"]) > 0 && Number(context["left"]) <= 5000);
  assert.deepEqual(
    { ...env, AWS_EXECUTION_ENV: undefined },
    {
      PATH: "/bin",
      AWS_ACCESS_KEY_ID: "AKIDLOCAL",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: "http://127.0.0.1:9229",
      AWS_EXECUTION_ENV: undefined,
      AWS_LAMBDA_FUNCTION_NAME: "look",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/look",
      AWS_LAMBDA_LOG_STREAM_NAME: "local",
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: "look.handler",
    },
  );
});

test("what a function writes is in the log, line by line, before its answer", async (t) => {
  const { call, log } = await stage(t, {
    "talk.mjs": `export const handler = async () => {
      console.log("one\\ntwo"); console.error("three"); process.stdout.write("fo"); process.stdout.write("ur\\nfive");
    };`,
  });
  await call("talk");
  const lines = () =>
    log.lines.map(({ level, fields, message }) => `${level} ${fields["function"]} ${message}`);
  assert.deepEqual(lines(), ["info talk one", "info talk two", "error talk three", "info talk four"]);
  await call("talk");
  assert.ok(lines().includes("info talk fiveone"));
});

test("a function keeps its thread between calls, and a changed file brings a new one", async (t) => {
  const counting = (name: string): string =>
    `let n = 0; export const handler = async () => \`${name} \${++n}\`;`;
  const { call, folder } = await stage(t, { "f.mjs": counting("old"), "g/index.mjs": counting("old") });
  for (const [name, file] of [
    ["f", "f.mjs"],
    ["g", "g/index.mjs"],
  ] as const) {
    assert.deepEqual(await call(name), returned("old 1"));
    assert.deepEqual(await call(name), returned("old 2"));
    await writeFile(join(folder, file), counting("new"));
    await utimes(join(folder, file), 1, 1);
    assert.deepEqual(await call(name), returned("new 1"));
  }
});

test("the thread of a file that changed ends", async (t) => {
  const threads: Worker[] = [];
  const note = (worker: Worker): void => void threads.push(worker);
  process.on("worker", note);
  t.after(() => process.off("worker", note));
  const { call, folder } = await stage(t, { "f.mjs": "export const handler = async () => 1;" });
  await call("f");
  const [first] = threads;
  assert.ok(first);
  const ended = once(first, "exit");
  await writeFile(join(folder, "f.mjs"), "export const handler = async () => 22;");
  assert.deepEqual(await call("f"), returned(22));
  await ended;
});

test("a file that is mended after it failed to load is found", async (t) => {
  const { call, folder } = await stage(t, { "f.mjs": "export const handler = (" });
  assert.equal((await call("f"))?.kind, "threw");
  await writeFile(join(folder, "f.mjs"), "export const handler = async () => 1;");
  assert.deepEqual(await call("f"), returned(1));
});

test("a thread serves one call at a time", async (t) => {
  const { call } = await stage(
    t,
    {
      "f.mjs": `let running = 0; export const handler = async () => {
      running++; await new Promise((resolve) => setTimeout(resolve, 5)); return running--; };`,
    },
    { warm: 2 },
  );
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => call("f")));
  for (const outcome of outcomes) assert.deepEqual(outcome, returned(1));
});

test("more functions than threads take turns", async (t) => {
  const files = Array.from({ length: 5 }, (_, n) => [
    `f${n}.mjs`,
    `export const handler = async () => ${n};`,
  ]);
  const { call } = await stage(t, Object.fromEntries(files), { warm: 2 });
  for (const round of [0, 1]) {
    const outcomes = await Promise.all(Array.from({ length: 5 }, (_, n) => call(`f${n}`)));
    assert.deepEqual(outcomes, [0, 1, 2, 3, 4].map(returned), `round ${round}`);
  }
});

test("a function may call the server, and that call may need a function", async (t) => {
  const { call, functions } = await stage(
    t,
    {
      "outer.mjs": `export const handler = async ({ url }) =>
      (await fetch(url, { method: "POST", body: "inner" })).json();`,
      "inner.mjs": "export const handler = async () => ({ from: 'inner' });",
    },
    { warm: 1, patienceMs: 20 },
  );
  const url = await httpServer(t, async (request, response) => {
    const target = parseFunctionArn(arnOf(await bodyOf(request)));
    const outcome = target && (await functions.invoke(target, {}));
    respond(response, 200, {}, outcome?.kind === "returned" ? outcome.payload : "null");
  });
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => call("outer", { url })));
  for (const outcome of outcomes) assert.deepEqual(outcome, returned({ from: "inner" }));
});

test("an unknown function is none of ours", async (t) => {
  const { call } = await stage(t, { "f.mjs": "export const handler = async () => 1;", "data.json": "{}" });
  assert.equal(await call("g"), undefined);
  assert.equal(await call("data"), undefined);
  const nowhere = await stage(t, {}, { directory: "/nowhere/at/all" });
  assert.equal(await nowhere.call("f"), undefined);
});

test("a closed folder of functions calls none", async (t) => {
  const { call, functions } = await stage(t, { "f.mjs": "export const handler = async () => 1;" });
  assert.deepEqual(await call("f"), returned(1));
  await functions.close();
  assert.deepEqual(await call("f"), { kind: "notInvoked", error: "ServiceException" });
});
