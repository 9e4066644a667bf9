import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, newApp, newPool, openWorld, there, type World } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { rawSql } from "../support/raw-sql.ts";

const COLUMNS = ["status", "enabled", "attributes", "created_at", "updated_at", "version"];

/** More users like the one that a pool has, numbered `from` to `to`. */
const multiply = (from: number, to: number): string => `
  insert into users (pool_id, sub, username, ${COLUMNS.join(", ")})
  with recursive numbers (n) as (select ${from} union all select n + 1 from numbers where n < ${to})
  select pool_id, 'bulk-' || n, 'bulk-' || n, ${COLUMNS.join(", ")} from users, numbers
  where username = 'jane'`;

const estimated = async ({ api }: World, UserPoolId: string): Promise<number> => {
  const { UserPool } = await api.describeUserPool({ UserPoolId });
  return there(UserPool?.EstimatedNumberOfUsers);
};

await forEachDatabase((_name, make) => {
  test("the number of a pool's users is exact up to a thousand, and counted by the server beyond", async () => {
    const database = await make();
    const world = await openWorld(database);
    const app = await newApp(world);
    const empty = await newPool(world);
    assert.equal(await estimated(world, app.poolId), 0);
    await addUser(app, { username: "jane" });
    assert.equal(await estimated(world, app.poolId), 1);
    await rawSql(database, multiply(1, 999));
    assert.equal(await estimated(world, app.poolId), 1000);

    // Until they are counted, all that is known of many is that they are many.
    await rawSql(database, multiply(1000, 20_499));
    assert.equal(await estimated(world, app.poolId), 1001);
    const other = await openWorld(database);
    while ((await estimated(other, app.poolId)) === 1001) {
      assert.equal(await estimated(other, empty), 0);
    }
    assert.equal(await estimated(world, app.poolId), 20_500);

    // Fewer again, and exact at once.
    await rawSql(database, "delete from users where sub like 'bulk-%'");
    assert.equal(await estimated(world, app.poolId), 1);
  });
});
