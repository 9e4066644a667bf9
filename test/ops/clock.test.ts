import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { frozenClock, type MovableClock } from "../../src/base/clock.ts";
import { registerClock } from "../../src/ops/clock.ts";
import { emptyServer } from "./doors.ts";

const START = Date.parse("2026-01-31T12:00:00Z");

describe("the test clock", () => {
  let clock: MovableClock;
  let app: ReturnType<typeof emptyServer>;
  beforeEach(() => {
    clock = frozenClock(START);
    app = emptyServer();
    registerClock(app, { clock });
  });
  after(() => app.close());

  const put = (payload: string, contentType = "application/json") =>
    app.inject({
      method: "PUT",
      url: "/_poolkeeper/clock",
      headers: { "content-type": contentType },
      payload,
    });

  test("tells the time", async () => {
    const answer = await app.inject("/_poolkeeper/clock");
    assert.deepEqual(answer.json(), { now: "2026-01-31T12:00:00.000Z" });
  });

  test("moves forward, again and again", async () => {
    assert.deepEqual((await put('{"advanceSeconds":90}')).json(), { now: "2026-01-31T12:01:30.000Z" });
    assert.deepEqual((await put('{"advanceSeconds":0.5}')).json(), { now: "2026-01-31T12:01:30.500Z" });
    assert.equal(clock.now(), START + 90_500);
  });

  test("takes what curl -d sends", async () => {
    const answer = await put('{"advanceSeconds":60}', "application/x-www-form-urlencoded");
    assert.equal(answer.statusCode, 200);
    assert.equal(clock.now(), START + 60_000);
  });

  for (const payload of [
    "",
    "60",
    "null",
    "{",
    "{}",
    '{"advanceSeconds":-1}',
    '{"advanceSeconds":"60"}',
    '{"advanceSeconds":1e12}',
  ]) {
    test(`stands still for ${JSON.stringify(payload)}`, async () => {
      const answer = await put(payload);
      assert.equal(answer.statusCode, 400);
      assert.match(answer.json().message, /advanceSeconds/);
      assert.equal(clock.now(), START);
    });
  }
});
