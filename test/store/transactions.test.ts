import assert from "node:assert/strict";
import { test } from "node:test";
import { findPool, insertPool, updatePool } from "../../src/store/pools.ts";
import { forEachDatabase } from "../support/databases.ts";
import { aPool, openForTests, POOL } from "./fixtures.ts";

await forEachDatabase((name, make) => {
  test("what a transaction wrote is read afterwards, and survives a restart", async () => {
    const location = await make();
    const db = await openForTests(location);
    await db.write((tx) => insertPool(tx, aPool()));
    assert.deepEqual(await db.read((tx) => findPool(tx, POOL)), aPool());
    const again = await openForTests(location);
    assert.deepEqual(await again.read((tx) => findPool(tx, POOL)), aPool());
  });

  test("what is thrown in a transaction rolls it back and comes out", async () => {
    const db = await openForTests(await make());
    const refusal = new Error("refused");
    const writing = db.write(async (tx) => {
      await insertPool(tx, aPool());
      throw refusal;
    });
    await assert.rejects(writing, refusal);
    assert.equal(await db.read((tx) => findPool(tx, POOL)), undefined);
    assert.equal(await db.write((tx) => insertPool(tx, aPool())), true);
  });

  test("nobody reads what is not committed", async () => {
    const db = await openForTests(await make());
    await db.write(async (tx) => {
      await insertPool(tx, aPool());
      assert.equal((await findPool(tx, POOL))?.id, POOL);
      assert.equal(await db.read((other) => findPool(other, POOL)), undefined);
    });
  });

  test("a transaction inside a transaction is refused", async () => {
    const db = await openForTests(await make());
    const nested = db.write(() => db.write(async () => {}));
    await assert.rejects(nested, /a second transaction was started inside a transaction/);
    await db.write(async () => {});
  });

  test("of two who change the same version one wins, and no change is lost when the other tries again", async () => {
    const db = await openForTests(await make());
    await db.write((tx) => insertPool(tx, aPool()));
    const first = await db.read((tx) => findPool(tx, POOL));
    assert(first);
    const results = await Promise.all(
      ["a", "b"].map((renamed) => db.write((tx) => updatePool(tx, { ...first, name: renamed }))),
    );
    assert.deepEqual(results.sort(), [false, true]);

    const addOne = async (): Promise<void> => {
      const added = await db.write(async (tx) => {
        const pool = await findPool(tx, POOL);
        assert(pool);
        return updatePool(tx, { ...pool, updatedAt: pool.updatedAt + 1 });
      });
      if (!added) await addOne();
    };
    await Promise.all(Array.from({ length: 12 }, addOne));
    const last = await db.read((tx) => findPool(tx, POOL));
    assert.equal(last?.updatedAt, first.updatedAt + 12);
    assert.equal(last?.version, first.version + 13);
  });

  test("transactions of one database that cross each other all come through", async () => {
    const db = await openForTests(await make());
    const ids = ["us-east-1_aaaaaaaaa", "us-east-1_bbbbbbbbb"].map((id) =>
      aPool(POOL, { id: id as typeof POOL }),
    );
    const [a, b] = ids;
    assert(a && b);
    await db.write(async (tx) => [await insertPool(tx, a), await insertPool(tx, b)]);
    const meet = barrier(name === "PostgreSQL" ? 2 : 1);
    const touch = (first: typeof a, second: typeof a) => {
      let tries = 0;
      return db.write(async (tx) => {
        tries += 1;
        for (const [at, { id }] of [first, second].entries()) {
          const pool = await findPool(tx, id);
          assert(pool);
          await updatePool(tx, pool);
          if (at === 0 && tries === 1) await meet();
        }
        return tries;
      });
    };
    const tries = await Promise.all([touch(a, b), touch(b, a)]);
    const most = Math.max(...tries);
    assert(name === "PostgreSQL" ? most > 1 : most === 1, "only a deadlock makes somebody try again");
  });

  test("a closed database answers with an error", async () => {
    const db = await openForTests(await make());
    await db.ping();
    await db.close();
    await assert.rejects(db.ping());
    await assert.rejects(db.read((tx) => findPool(tx, POOL)));
    await assert.rejects(db.write((tx) => insertPool(tx, aPool())));
  });
});

/** Resolves for everyone once `count` have come. */
function barrier(count: number): () => Promise<void> {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let come = 0;
  return () => {
    come += 1;
    if (come >= count) open();
    return opened;
  };
}
