import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createMetrics, registerMetrics } from "../../src/ops/metrics.ts";
import { emptyServer, temporaryDb } from "./doors.ts";

describe("metrics", () => {
  test("count what they are told, beside the process itself", async () => {
    const db = await temporaryDb();
    const metrics = await createMetrics({ db });
    const app = emptyServer();
    registerMetrics(app, { metrics });

    metrics.operation("InitiateAuth", "ok", 12);
    metrics.operation("InitiateAuth", "NotAuthorizedException", 8);
    metrics.operation("InitiateAuth", "ok", 20);
    metrics.lambda("CustomMessage", "returned", 40);
    metrics.message("EMAIL", "postponed");
    metrics.writeRetried();

    const answer = await app.inject("/metrics");
    assert.match(String(answer.headers["content-type"]), /^text\/plain; version=0\.0\.4/);
    const lines = answer.body.split("\n");
    for (const line of [
      'poolkeeper_requests_total{operation="InitiateAuth",outcome="ok"} 2',
      'poolkeeper_requests_total{operation="InitiateAuth",outcome="NotAuthorizedException"} 1',
      'poolkeeper_request_duration_seconds_sum{operation="InitiateAuth"} 0.04',
      'poolkeeper_request_duration_seconds_bucket{le="0.01",operation="InitiateAuth"} 1',
      'poolkeeper_lambda_calls_total{trigger="CustomMessage",outcome="returned"} 1',
      'poolkeeper_messages_total{medium="EMAIL",outcome="postponed"} 1',
      "poolkeeper_messages_pending 0",
      "poolkeeper_database_write_retries_total 1",
    ]) {
      assert.ok(lines.includes(line), line);
    }
    assert.match(answer.body, /^process_resident_memory_bytes \d+$/m);
    await app.close();
    await db.close();
  });

  test("of two servers in one process are apart", async () => {
    const db = await temporaryDb();
    const [one, other] = await Promise.all([createMetrics({ db }), createMetrics({ db })]);
    one.message("SMS", "sent");
    assert.match((await one.exposition()).text, /poolkeeper_messages_total\{/);
    assert.doesNotMatch((await other.exposition()).text, /poolkeeper_messages_total\{/);
    await db.close();
  });
});
