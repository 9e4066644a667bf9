import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { PoolClosed, ThreadPool } from "./thread-pool.ts";

/** A thread that does nothing but remember its key. */
class Thread {
  readonly key: string;
  ending = false;

  constructor(key: string) {
    this.key = key;
  }

  async end(): Promise<void> {
    this.ending = true;
  }
}

interface Stage {
  readonly pool: ThreadPool<Thread>;
  readonly made: Thread[];
  /** Borrows a thread; gives what hands it back, once it is borrowed. */
  borrow(key: string): { readonly thread: Promise<Thread>; giveBack(): Promise<void> };
}

const PATIENCE = 250;

function stage(t: TestContext, { warm, most = 8 }: { warm: number; most?: number }): Stage {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pool = new ThreadPool<Thread>({ warm, most, patienceMs: PATIENCE });
  const made: Thread[] = [];
  const make = (key: string) => () => {
    made.push(new Thread(key));
    return made.at(-1) ?? assert.fail();
  };
  const borrow = (key: string) => {
    const borrowed = Promise.withResolvers<Thread>();
    const finish = Promise.withResolvers<void>();
    const used = pool.use(key, make(key), async (thread) => {
      borrowed.resolve(thread);
      await finish.promise;
    });
    used.catch(borrowed.reject);
    const giveBack = async (): Promise<void> => {
      finish.resolve();
      await used;
    };
    return { thread: borrowed.promise, giveBack };
  };
  return { pool, made, borrow };
}

/** Lets all promises settle that can. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const isPending = async (promise: Promise<unknown>): Promise<boolean> => {
  await settle();
  return Promise.race([promise.then(() => false), settle().then(() => true)]);
};

test("a thread that came back serves the next caller of its key", async (t) => {
  const { made, borrow } = stage(t, { warm: 2 });
  const first = borrow("a");
  const thread = await first.thread;
  await first.giveBack();
  assert.equal(await borrow("a").thread, thread);
  assert.equal(made.length, 1);
});

test("a new key takes the place of what was idle longest", async (t) => {
  const { made, borrow } = stage(t, { warm: 2 });
  for (const key of ["a", "b", "a", "c"]) await borrow(key).giveBack();
  assert.deepEqual(
    made.map(({ key, ending }) => [key, ending]),
    [
      ["a", false],
      ["b", true],
      ["c", false],
    ],
  );
});

test("a burst waits for the warm threads as long as they come free", async (t) => {
  const { made, borrow } = stage(t, { warm: 2 });
  const calls = Array.from({ length: 12 }, () => borrow("a"));
  for (const call of calls) {
    await call.thread;
    t.mock.timers.tick(PATIENCE - 1);
    await call.giveBack();
  }
  assert.equal(made.length, 2);
});

test("where none comes free, the caller that came last gets a further thread, which goes afterwards", async (t) => {
  const { made, borrow } = stage(t, { warm: 1 });
  const outer = [borrow("outer"), borrow("outer")];
  await outer[0]?.thread;
  const inner = borrow("inner");
  assert.equal(await isPending(inner.thread), true);
  t.mock.timers.tick(PATIENCE);
  assert.equal((await inner.thread).key, "inner");
  await inner.giveBack();
  assert.equal(made.at(-1)?.ending, true);
  await outer[0]?.giveBack();
  await outer[1]?.giveBack();
  assert.deepEqual(
    made.map(({ key }) => key),
    ["outer", "inner"],
  );
});

test("there is an end to further threads", async (t) => {
  const { made, borrow } = stage(t, { warm: 1, most: 3 });
  const calls = Array.from({ length: 6 }, () => borrow("a"));
  for (let tick = 0; tick < 10; tick++) t.mock.timers.tick(PATIENCE);
  assert.equal(made.length, 3);
  for (const { giveBack } of [calls[0], calls[4], calls[5], calls[1], calls[2], calls[3]].filter(
    (call) => call !== undefined,
  )) {
    await giveBack();
  }
  assert.equal(made.filter(({ ending }) => !ending).length, 1);
});

test("nobody is passed over for ever", async (t) => {
  const { borrow } = stage(t, { warm: 1 });
  let holder = borrow("busy");
  const other = borrow("other");
  let served = false;
  other.thread.then(() => {
    served = true;
  });
  for (let passed = 0; passed < 16; passed++) {
    const next = borrow("busy");
    await holder.giveBack();
    holder = next;
    await holder.thread;
  }
  assert.equal(served, false);
  const last = borrow("busy");
  await holder.giveBack();
  assert.equal((await other.thread).key, "other");
  await other.giveBack();
  assert.equal((await last.thread).key, "busy");
});

test("a thread that ended makes room for who waits", async (t) => {
  const { pool, borrow } = stage(t, { warm: 1 });
  const first = borrow("a");
  const dead = await first.thread;
  const second = borrow("b");
  await dead.end();
  pool.ended(dead);
  assert.equal((await second.thread).key, "b");
  await first.giveBack();
});

test("a thread that can't be made fails its caller only", async (t) => {
  const { pool, borrow } = stage(t, { warm: 1 });
  const first = borrow("a");
  const broken = pool.use(
    "b",
    () => assert.fail("no thread"),
    async () => {},
  );
  const outcome = assert.rejects(broken, /no thread/);
  await first.giveBack();
  await outcome;
  assert.equal((await borrow("a").thread).key, "a");
});

test("a closed pool ends its threads and fails who waits or comes later", async (t) => {
  const { pool, made, borrow } = stage(t, { warm: 1 });
  const first = borrow("a");
  const waiting = assert.rejects(borrow("a").thread, PoolClosed);
  await pool.close();
  await waiting;
  assert.equal(made[0]?.ending, true);
  await assert.rejects(borrow("a").thread, PoolClosed);
  await first.giveBack();
});
