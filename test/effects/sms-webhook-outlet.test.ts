import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { type TestContext, test } from "node:test";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { SmsWebhookOutlet } from "../../src/effects/sms-webhook-outlet.ts";
import { PermanentDeliveryFailure } from "../../src/ports/outlet.ts";
import { bodyOf, httpServer, respond } from "./support.ts";

const scope = new TransactionScope();
const SMS = { to: "+4915112345678", senderId: "ACME", text: "Your code is 123456" };

const outletFor = async (
  t: TestContext,
  listener: RequestListener,
  timeoutMs = 5000,
): Promise<SmsWebhookOutlet> =>
  new SmsWebhookOutlet({ url: `${await httpServer(t, listener)}/sms?key=1`, scope, timeoutMs });

test("a message is posted with an id that a repetition shares", async (t) => {
  const seen: unknown[] = [];
  const outlet = await outletFor(t, async (request, response) => {
    const { "idempotency-key": key, "content-type": type, authorization } = request.headers;
    seen.push([request.method, request.url, type, key, authorization, JSON.parse(await bodyOf(request))]);
    respond(response, 202, {}, "");
  });
  await outlet.send("0b5f", SMS);
  await outlet.send("0b5f", { ...SMS, senderId: undefined });
  const { senderId, ...anonymous } = SMS;
  assert.deepEqual(seen, [
    ["POST", "/sms?key=1", "application/json", "0b5f", undefined, { id: "0b5f", ...anonymous, senderId }],
    ["POST", "/sms?key=1", "application/json", "0b5f", undefined, { id: "0b5f", ...anonymous }],
  ]);
});

test("the URL's credentials are sent as Basic", async (t) => {
  let authorization: string | undefined;
  const url = await httpServer(t, (request, response) => {
    authorization = request.headers.authorization;
    respond(response, 204, {}, "");
  });
  await new SmsWebhookOutlet({ url: url.replace("://", "://user:p%40ss@"), scope }).send("1", SMS);
  assert.equal(authorization, `Basic ${Buffer.from("user:p@ss").toString("base64")}`);
});

for (const [status, permanent] of [
  [400, true],
  [404, true],
  [422, true],
  [408, false],
  [425, false],
  [429, false],
  [500, false],
  [503, false],
  [302, false],
] as const) {
  test(`a gateway that answers ${status} ${permanent ? "refuses for good" : "is to be tried again"}`, async (t) => {
    const calls: (string | undefined)[] = [];
    const outlet = await outletFor(t, (request, response) => {
      calls.push(request.url);
      respond(response, status, { location: "/elsewhere" }, "");
    });
    await assert.rejects(
      outlet.send("1", SMS),
      (error) => error instanceof PermanentDeliveryFailure === permanent,
    );
    assert.deepEqual(calls, ["/sms?key=1"]);
  });
}

test("a gateway that does not answer in time is to be tried again", async (t) => {
  const outlet = await outletFor(t, () => {}, 50);
  await assert.rejects(outlet.send("1", SMS), { name: "TimeoutError" });
});

test("no text message is sent inside a transaction", async () => {
  const outlet = new SmsWebhookOutlet({ url: "http://127.0.0.1:1", scope });
  await scope.run(() =>
    assert.rejects(outlet.send("1", SMS), /sending a text message was started inside a transaction/),
  );
});
