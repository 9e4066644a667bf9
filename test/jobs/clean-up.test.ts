import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { frozenClock, hours, type MovableClock, minutes } from "../../src/base/clock.ts";
import { userPoolId } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { cleanUp } from "../../src/jobs/clean-up.ts";
import { findAttempts, recordAttempt } from "../../src/store/attempts.ts";
import type { Db } from "../../src/store/db.ts";
import { isBeingErased, requestErasure } from "../../src/store/erasures.ts";
import { temporaryDb } from "../ops/doors.ts";
import { HandTimers, until } from "./hand-timers.ts";

const POOL = userPoolId("us-east-1_Cleaned01");
const WHOLE_POOL = { poolId: POOL, kind: "pool", targetId: POOL } as const;
const START = Date.parse("2026-01-31T12:00:00Z");
/** More than one transaction deletes. */
const MANY = 1200;

describe("the clean-up", { timeout: 20_000 }, () => {
  let db: Db;
  let clock: MovableClock;
  let timers: HandTimers;
  before(async () => {
    db = await temporaryDb();
  });
  after(() => db.close());
  beforeEach(() => {
    clock = frozenClock(START);
    timers = new HandTimers();
  });

  const tried = (subject: string) =>
    db.write((tx) =>
      recordAttempt(tx, { poolId: POOL, subject, kind: "code", now: clock.now(), windowMs: minutes(15) }),
    );
  const remembered = (subject: string) => db.read((tx) => findAttempts(tx, POOL, subject, "code"));
  const triedByMany = async () => {
    for (let i = 0; i < MANY; i++) await tried(`user ${i}`);
  };
  const rememberedOfMany = async () => {
    const all = await Promise.all(Array.from({ length: MANY }, (_, i) => remembered(`user ${i}`)));
    return all.filter((attempts) => attempts !== undefined).length;
  };

  test("deletes all that expired, in batches, and nothing else", async () => {
    await triedByMany();
    clock.advance(25 * 3600);
    await tried("somebody");

    const job = cleanUp({ db, clock, timers, log: silentLog });
    job.ring();
    await until(() => timers.pauses.length > 0);

    assert.equal(await rememberedOfMany(), 0);
    assert.equal((await remembered("somebody"))?.count, 1);
    assert.deepEqual(timers.pauses, [minutes(1)]);
    await job.close();
  });

  test("erases what was removed once nobody can add to it", async () => {
    await triedByMany();
    await db.write((tx) => requestErasure(tx, { ...WHOLE_POOL, requestedAt: clock.now() }));
    const erasing = () => db.read((tx) => isBeingErased(tx, WHOLE_POOL));
    const job = cleanUp({ db, clock, timers, log: silentLog });

    job.ring();
    await until(() => timers.pauses.length > 0);
    assert.equal(await erasing(), true);
    assert.equal(await rememberedOfMany(), MANY);

    clock.advance(61);
    timers.fire();
    await until(async () => !(await erasing()));
    assert.equal(await rememberedOfMany(), 0);
    await job.close();
  });

  test("looks again every minute", async () => {
    const job = cleanUp({ db, clock, timers, log: silentLog });
    job.ring();
    await until(() => timers.pauses.length > 0);
    await tried("latecomer");
    clock.advance(hours(25) / 1000);
    timers.fire();
    await until(async () => (await remembered("latecomer")) === undefined);
    await job.close();
  });
});
