import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { frozenClock, minutes } from "../../src/base/clock.ts";
import { sub } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { userCounts } from "../../src/jobs/user-counts.ts";
import type { Db } from "../../src/store/db.ts";
import { findPool, insertPool, updatePool } from "../../src/store/pools.ts";
import { estimateUsers } from "../../src/store/user-counts.ts";
import { insertUser } from "../../src/store/users.ts";
import { temporaryDb } from "../ops/doors.ts";
import { aPool, aUser, OTHER_POOL, POOL, T0 } from "../store/fixtures.ts";
import { HandTimers, until } from "./hand-timers.ts";

const usersOf = (db: Db): Promise<number> => db.read((tx) => estimateUsers(tx, POOL));

/** Copies of a pool's one user. */
const addMany = (db: Db, count: number) =>
  db.write((tx) =>
    sql`
      insert into users (pool_id, sub, username, status, enabled, attributes, created_at, updated_at, version)
      with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})
      select pool_id, 'bulk-' || n, username, status, enabled, attributes, created_at, updated_at, version
      from users, numbers where pool_id = ${POOL} and sub = 'first'`.execute(tx),
  );

test("the users of every pool are counted every ten minutes, in pieces, and nobody is disturbed", {
  timeout: 20_000,
}, async () => {
  const db = await temporaryDb();
  const clock = frozenClock(T0);
  const timers = new HandTimers();
  await db.write(async (tx) => {
    await insertPool(tx, aPool());
    await insertPool(tx, aPool(OTHER_POOL));
    await insertUser(tx, aUser(sub("first")), []);
  });
  await addMany(db, 20_000);
  const read = await db.read((tx) => findPool(tx, POOL));

  const job = userCounts({ db, clock, timers, log: silentLog });
  job.ring();
  await until(() => timers.pauses.length > 0);
  assert.equal(await usersOf(db), 20_001);
  assert.ok(read && (await db.write((tx) => updatePool(tx, read))), "the pool's version is as it was");

  await db.write((tx) => sql`delete from users where sub like 'bulk-1%'`.execute(tx));
  const left = 20_001 - 11_111;
  clock.advance(minutes(9) / 1000);
  timers.fire();
  await until(() => timers.pauses.length > 0);
  assert.equal(await usersOf(db), 20_001);

  clock.advance(minutes(2) / 1000);
  timers.fire();
  await until(() => timers.pauses.length > 0);
  assert.equal(await usersOf(db), left);
  assert.deepEqual(timers.pauses, [minutes(1)]);
  await job.close();
  await db.close();
});
