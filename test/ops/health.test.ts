import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { registerHealth } from "../../src/ops/health.ts";
import { emptyServer, temporaryDb } from "./doors.ts";

describe("health", () => {
  test("is good while the database answers, and liveness outlasts it", async () => {
    const db = await temporaryDb();
    const app = emptyServer();
    registerHealth(app, { db });

    for (const door of ["/healthz", "/readyz"]) {
      const answer = await app.inject(door);
      assert.deepEqual([door, answer.statusCode, answer.json()], [door, 200, { status: "ok" }]);
    }

    await db.close();
    assert.equal((await app.inject("/healthz")).statusCode, 200);
    const unready = await app.inject("/readyz");
    assert.deepEqual([unready.statusCode, unready.json()], [503, { status: "database unreachable" }]);
    await app.close();
  });
});
