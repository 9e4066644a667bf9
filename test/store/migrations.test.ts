import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { test } from "node:test";
import { sql } from "kysely";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { openDatabase } from "../../src/store/open.ts";
import { findPool, insertPool } from "../../src/store/pools.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aPool, openForTests, POOL } from "./fixtures.ts";

const MIGRATIONS = new URL("../../src/store/migrations/", import.meta.url);

await forEachDatabase((_name, make) => {
  test("processes that open a new database at once migrate it once, and all can work", async () => {
    const location = await make();
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, [new URL("opener-process.ts", import.meta.url).pathname, location], {
        stdio: ["ignore", "ignore", "inherit"],
      }),
    );
    const exits = await Promise.all(children.map((child) => once(child, "exit")));
    assert.deepEqual(
      exits.map(([code]) => code),
      [0, 0, 0],
    );
    const db = await openForTests(location);
    const { rows } = await db.read((tx) => sql`select name from schema_migrations`.execute(tx));
    assert.equal(rows.length, globSync("[0-9]*.ts", { cwd: MIGRATIONS }).length);
  });

  test("a database that a newer version wrote is refused, and left as it is", async () => {
    const location = await make();
    const db = await openForTests(location);
    await db.write(async (tx) => {
      await insertPool(tx, aPool());
      await sql`insert into schema_migrations values ('9999-future', '2999-01-01T00:00:00.000Z')`.execute(tx);
    });
    const opening = openDatabase({
      location,
      scope: new TransactionScope(),
      random: seededRandom("migrations"),
      log: silentLog,
    });
    await assert.rejects(opening, (error) => {
      assert(error instanceof StoreError);
      assert.match(
        error.message,
        /^cannot open the database \S+: it was written by a newer version of Poolkeeper$/,
      );
      return true;
    });
    assert.equal((await db.read((tx) => findPool(tx, POOL)))?.id, POOL);
  });
});
