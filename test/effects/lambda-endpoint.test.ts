import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { LambdaEndpoint } from "../../src/effects/lambda-endpoint.ts";
import type { LambdaOutcome } from "../../src/ports/lambda.ts";
import { bodyOf, httpServer, respond } from "./support.ts";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:custom-message:live";
const CALL = { arn: ARN, region: "us-east-1", event: { triggerSource: "CustomMessage_SignUp", name: "Zoë" } };
const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

async function invoke(
  t: TestContext,
  listener: RequestListener,
  { path = "", timeoutMs = 5000 }: { path?: string; timeoutMs?: number } = {},
): Promise<LambdaOutcome> {
  const url = `${await httpServer(t, listener)}${path}`;
  const endpoint = new LambdaEndpoint({
    url,
    credentials: CREDENTIALS,
    clock: systemClock,
    log: silentLog,
    timeoutMs,
  });
  return endpoint.invoke(CALL);
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** The signature that the request should have, by the steps of AWS's description; the path is encoded twice. */
function expectedSignature({ headers }: IncomingMessage, body: string): string {
  const name = [
    "arn",
    "aws",
    "lambda",
    "eu-west-1",
    "123456789012",
    "function",
    "custom-message",
    "live",
  ].join("%253A");
  const at = String(headers["x-amz-date"]);
  const canonical = `POST
/2015-03-31/functions/${name}/invocations

content-type:application/json
host:${headers.host}
x-amz-content-sha256:${sha256(body)}
x-amz-date:${at}
x-amz-invocation-type:RequestResponse

content-type;host;x-amz-content-sha256;x-amz-date;x-amz-invocation-type
${sha256(body)}`;
  const day = at.slice(0, 8);
  const toSign = `AWS4-HMAC-SHA256\n${at}\n${day}/eu-west-1/lambda/aws4_request\n${sha256(canonical)}`;
  const key = [day, "eu-west-1", "lambda", "aws4_request"].reduce<string | Buffer>(hmac, "AWS4secret");
  return hmac(key, toSign).toString("hex");
}

test("a function is invoked by Lambda's Invoke operation, signed for its region", async (t) => {
  let seen: { method: unknown; url: unknown; headers: IncomingMessage["headers"]; body: string } | undefined;
  let signature: string | undefined;
  const outcome = await invoke(t, async (request, response) => {
    const body = await bodyOf(request);
    seen = { method: request.method, url: request.url, headers: request.headers, body };
    signature = expectedSignature(request, body);
    respond(response, 200, { "x-amz-executed-version": "1" }, '{"answer":"Zoë"}');
  });
  assert.deepEqual(outcome, { kind: "returned", payload: '{"answer":"Zoë"}' });
  assert.equal(seen?.method, "POST");
  assert.equal(seen?.url, `/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`);
  assert.equal(seen?.headers["x-amz-invocation-type"], "RequestResponse");
  assert.deepEqual(JSON.parse(seen?.body ?? ""), CALL.event);
  assert.match(
    String(seen?.headers.authorization),
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/lambda\//,
  );
  assert.ok(seen?.headers.authorization?.endsWith(`Signature=${signature}`));
});

for (const [given, expected] of [
  ["/", `/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`],
  ["/base/", `/base/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`],
  ["/2015-03-31/functions/function/invocations", "/2015-03-31/functions/function/invocations"],
] as const) {
  test(`an endpoint at ${given} is asked at ${expected}`, async (t) => {
    let url: string | undefined;
    await invoke(
      t,
      (request, response) => {
        url = request.url;
        respond(response, 200, {}, "null");
      },
      { path: given },
    );
    assert.equal(url, expected);
  });
}

const ANSWERS: [string, number, Record<string, string>, string, LambdaOutcome][] = [
  [
    "a function error",
    200,
    { "x-amz-function-error": "Unhandled" },
    '{"errorMessage":"no entry","errorType":"Error"}',
    { kind: "threw", message: "no entry" },
  ],
  [
    "a function error without a message",
    200,
    { "x-amz-function-error": "Unhandled" },
    "{}",
    { kind: "threw", message: "{}" },
  ],
  [
    "an unknown function",
    404,
    {
      "x-amzn-errortype": "ResourceNotFoundException:http://internal.amazon.com/coral/com.amazonaws.lambda/",
    },
    '{"Type":"User","message":"Function not found"}',
    { kind: "notInvoked", error: "ResourceNotFoundException" },
  ],
  [
    "an error named in the body",
    409,
    {},
    '{"__type":"com.amazonaws#ResourceConflictException"}',
    { kind: "notInvoked", error: "ResourceConflictException" },
  ],
  ["a bare 403", 403, {}, "forbidden", { kind: "notInvoked", error: "AccessDeniedException" }],
  [
    "a name that is none",
    500,
    { "x-amzn-errortype": "<b>" },
    "",
    { kind: "notInvoked", error: "ServiceException" },
  ],
  [
    "a redirect",
    307,
    { location: "http://127.0.0.1:1/" },
    "",
    { kind: "notInvoked", error: "ServiceException" },
  ],
  [
    "an answer of more than 6 MB",
    200,
    {},
    "x".repeat(6_291_557),
    {
      kind: "threw",
      message: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    },
  ],
];

for (const [what, status, headers, body, outcome] of ANSWERS) {
  test(`${what} is answered once`, async (t) => {
    let calls = 0;
    const answered = await invoke(t, (_, response) => {
      calls++;
      respond(response, status, headers, body);
    });
    assert.deepEqual(answered, outcome);
    assert.equal(calls, 1);
  });
}

test("an endpoint that does not answer is asked three times", async (t) => {
  let calls = 0;
  const outcome = await invoke(t, () => void calls++, { timeoutMs: 300 });
  assert.deepEqual(outcome, { kind: "timedOut" });
  assert.equal(calls, 3);
});

test("the second call may answer in time", async (t) => {
  let calls = 0;
  const outcome = await invoke(t, (_, response) => void (++calls === 2 && respond(response, 200, {}, "2")), {
    timeoutMs: 300,
  });
  assert.deepEqual(outcome, { kind: "returned", payload: "2" });
});

test("an answer that never ends is a time-out too", async (t) => {
  const outcome = await invoke(t, (_, response) => void response.writeHead(200).write("{"), {
    timeoutMs: 300,
  });
  assert.deepEqual(outcome, { kind: "timedOut" });
});

test("nobody at the endpoint is a failure on the service's side", async () => {
  const endpoint = new LambdaEndpoint({
    url: "http://127.0.0.1:1",
    credentials: CREDENTIALS,
    clock: systemClock,
    log: silentLog,
  });
  assert.deepEqual(await endpoint.invoke(CALL), { kind: "notInvoked", error: "ServiceException" });
});
