import assert from "node:assert/strict";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { isObject } from "../../src/base/json.ts";
import { silentLog } from "../../src/base/log.ts";
import { systemRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { Lambda } from "../../src/effects/lambda.ts";
import { LambdaEndpoint } from "../../src/effects/lambda-endpoint.ts";
import { LocalFunctions } from "../../src/effects/local-functions.ts";
import { httpServer, respond, temporaryFolder } from "./support.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples/functions");
const arnOf = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const callOf = (name: string, event = {}) => ({ arn: arnOf(name), region: "us-east-1", event });

function localFunctions(t: TestContext, directory: string): LocalFunctions {
  const local = new LocalFunctions({
    directory,
    environment: process.env,
    endpoint: () => "http://127.0.0.1:9229",
    random: systemRandom,
    log: silentLog,
  });
  t.after(() => local.close());
  return local;
}

async function endpointThatAnswers(t: TestContext, body: string): Promise<LambdaEndpoint> {
  const url = await httpServer(t, (_, response) => respond(response, 200, {}, body));
  const credentials = { accessKeyId: "AKID", secretAccessKey: "secret" };
  return new LambdaEndpoint({ url, credentials, clock: systemClock, log: silentLog });
}

test("a local function comes before the endpoint, the endpoint before nothing", async (t) => {
  const folder = await temporaryFolder(t);
  await copyFile(join(EXAMPLES, "custom-message.mjs"), join(folder, "custom-message.mjs"));
  const local = localFunctions(t, folder);
  const endpoint = await endpointThatAnswers(t, '"from the endpoint"');
  const scope = new TransactionScope();
  const both = new Lambda({ scope, local, endpoint });
  const event = { triggerSource: "CustomMessage_Authentication" };
  assert.deepEqual(await both.invoke(callOf("custom-message", event)), {
    kind: "returned",
    payload: JSON.stringify(event),
  });
  assert.deepEqual(await both.invoke(callOf("elsewhere")), {
    kind: "returned",
    payload: '"from the endpoint"',
  });
  const notFound = { kind: "notInvoked", error: "ResourceNotFoundException" };
  assert.deepEqual(await new Lambda({ scope, local }).invoke(callOf("elsewhere")), notFound);
  assert.deepEqual(await new Lambda({ scope }).invoke(callOf("custom-message")), notFound);
  assert.deepEqual(
    await new Lambda({ scope, local }).invoke({ ...callOf("x"), arn: "../custom-message" }),
    notFound,
  );
});

test("no function is called inside a transaction", async () => {
  const scope = new TransactionScope();
  const lambda = new Lambda({ scope });
  await scope.run(() =>
    assert.rejects(lambda.invoke(callOf("f")), /a Lambda invocation was started inside a transaction/),
  );
});

/** What the example makes of a password reset with this metadata. */
async function resetMail(
  t: TestContext,
  clientMetadata: unknown,
): Promise<{ subject: string; body: string }> {
  const lambda = new Lambda({ scope: new TransactionScope(), local: localFunctions(t, EXAMPLES) });
  const event = {
    triggerSource: "CustomMessage_ForgotPassword",
    request: {
      userAttributes: { email: "zoe@example.com" },
      codeParameter: "{####}",
      ...(isObject(clientMetadata) && { clientMetadata: JSON.parse(JSON.stringify(clientMetadata)) }),
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  };
  const outcome = await lambda.invoke(callOf("custom-message", event));
  assert.equal(outcome.kind, "returned", JSON.stringify(outcome));
  const answer = outcome.kind === "returned" && JSON.parse(outcome.payload);
  assert.deepEqual({ ...answer, response: event.response }, event);
  return { subject: answer.response.emailSubject, body: answer.response.emailMessage };
}

test("the example writes a branded mail from the caller's metadata", async (t) => {
  const { subject, body } = await resetMail(t, { reason: "suspicious sign-in", ticket: "INC-42" });
  assert.equal(subject, "[INC-42] Reset your Acme password");
  assert.match(body, /your password was reset: suspicious sign-in\./);
  assert.match(body, /<strong>\{####\}<\/strong>/);
  assert.match(body, /ticket INC-42/);
});

test("the example does without metadata, and metadata can't become markup or a second line", async (t) => {
  const plain = await resetMail(t, undefined);
  assert.equal(plain.subject, "Reset your Acme password");
  assert.match(plain.body, /\{####\}/);
  const hostile = await resetMail(t, {
    reason: '<img src=x onerror="alert(1)">',
    ticket: `a\r\nBcc: ${"x".repeat(200)}`,
  });
  assert.doesNotMatch(hostile.body, /<img/);
  assert.match(hostile.body, /&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;/);
  assert.doesNotMatch(hostile.subject, /[\r\n]/);
  assert.ok(hostile.subject.length <= 140);
});
