import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Log, silentLog } from "../../src/base/log.ts";
import { Job } from "../../src/jobs/job.ts";
import { HandTimers, until } from "./hand-timers.ts";

function jobOf(work: () => Promise<number>, log: Log = silentLog) {
  const timers = new HandTimers();
  return { timers, job: new Job({ name: "test", work, pauseAfterFailure: 7, timers, log }) };
}

/** Work that is finished by hand. */
function heldWork() {
  const finishers: ((pause: number) => void)[] = [];
  const work = (): Promise<number> => new Promise((resolve) => finishers.push(resolve));
  return { work, finishers };
}

describe("a job", { timeout: 5000 }, () => {
  test("does nothing before it is rung", () => {
    const { timers } = jobOf(() => assert.fail());
    assert.deepEqual(timers.pauses, []);
  });

  test("pauses as long as its work says, then goes on", async () => {
    let pieces = 0;
    const { job, timers } = jobOf(async () => {
      pieces++;
      return 1000;
    });
    job.ring();
    await until(() => timers.pauses.length > 0);
    assert.deepEqual([pieces, timers.pauses], [1, [1000]]);
    timers.fire();
    await until(() => timers.pauses.length > 0);
    assert.deepEqual([pieces, timers.pauses], [2, [1000]]);
  });

  test("goes on at once while more is waiting", async () => {
    const pauses = [0, 0, 500];
    const { job, timers } = jobOf(async () => pauses.shift() ?? assert.fail());
    job.ring();
    await until(() => timers.pauses.length > 0);
    assert.deepEqual([pauses, timers.pauses], [[], [500]]);
  });

  test("does one piece at a time, and another one for all rings meanwhile", async () => {
    const { work, finishers } = heldWork();
    const { job, timers } = jobOf(work);
    job.ring();
    job.ring();
    job.ring();
    assert.equal(finishers.length, 1);
    finishers[0]?.(500);
    await until(() => finishers.length === 2);
    finishers[1]?.(500);
    await until(() => timers.pauses.length > 0);
    assert.equal(finishers.length, 2);
  });

  test("answers a ring during its pause at once", async () => {
    const { work, finishers } = heldWork();
    const { job, timers } = jobOf(work);
    job.ring();
    finishers[0]?.(500);
    await until(() => timers.pauses.length > 0);
    job.ring();
    assert.deepEqual([finishers.length, timers.pauses], [2, []]);
  });

  test("logs a failure, pauses and tries again", async () => {
    const told: object[] = [];
    const failure = new Error("database gone");
    const { job, timers } = jobOf(
      async () => {
        throw failure;
      },
      { ...silentLog, error: (fields) => told.push(fields) },
    );
    job.ring();
    await until(() => timers.pauses.length > 0);
    assert.deepEqual([timers.pauses, told], [[7], [{ err: failure, job: "test" }]]);
  });

  test("finishes its piece before it is closed, and does no other", async () => {
    const { work, finishers } = heldWork();
    const { job, timers } = jobOf(work);
    job.ring();
    job.ring();
    let closed = false;
    const closing = job.close().then(() => {
      closed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(closed, false);
    finishers[0]?.(0);
    await closing;
    job.ring();
    assert.deepEqual([finishers.length, timers.pauses], [1, []]);
  });

  test("that pauses is closed at once", async () => {
    const { job, timers } = jobOf(async () => 500);
    job.ring();
    await until(() => timers.pauses.length > 0);
    await job.close();
    assert.deepEqual(timers.pauses, []);
  });
});
