import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { minutes, seconds } from "../../base/clock.ts";
import { FAILURES_FORGOTTEN_AFTER, isLockedOut } from "./lock-out.ts";

const LAST = 1_700_000_000_000;

/** How long tries are refused after so many wrong passwords, in milliseconds. */
function waitAfter(count: number): number {
  const failures = { count, lastAt: LAST };
  let free = 0;
  for (let step = 2 ** 31; step >= 1; step /= 2) {
    if (isLockedOut(failures, LAST + free + step - 1)) free += step;
  }
  return free;
}

describe("after wrong passwords in a row", () => {
  it("nobody waits where there were none, or no more than four", () => {
    assert.equal(isLockedOut(undefined, LAST), false);
    for (const count of [0, 1, 4]) assert.equal(isLockedOut({ count, lastAt: LAST }, LAST), false);
  });

  it("the fifth brings a second's wait, and each further one doubles it", () => {
    for (const [count, wait] of [
      [5, 1],
      [6, 2],
      [7, 4],
      [8, 8],
      [11, 64],
      [14, 512],
    ] as const) {
      assert.equal(waitAfter(count), seconds(wait), `after ${count}`);
    }
  });

  it("no wait is longer than fifteen minutes", () => {
    for (const count of [15, 16, 100, 5000]) assert.equal(waitAfter(count), minutes(15), `after ${count}`);
  });

  it("the wait ends to the millisecond", () => {
    const failures = { count: 6, lastAt: LAST };
    assert.equal(isLockedOut(failures, LAST + 1999), true);
    assert.equal(isLockedOut(failures, LAST + 2000), false);
  });

  it("the count is not forgotten before the longest wait is over", () => {
    assert.ok(FAILURES_FORGOTTEN_AFTER >= waitAfter(5000));
  });
});
