import assert from "node:assert/strict";
import { test } from "node:test";
import { GroupSync } from "./group-sync.ts";
import { StoreError } from "./store-error.ts";

/** A disk whose syncs end when they are told to. */
class SlowDisk {
  readonly #running: { end: () => void; fail: (error: Error) => void }[] = [];
  syncs = 0;

  readonly sync = (): Promise<void> => {
    this.syncs += 1;
    return new Promise((end, fail) => this.#running.push({ end, fail }));
  };

  async end(): Promise<void> {
    this.#running.shift()?.end();
    await turn();
  }

  async fail(): Promise<void> {
    this.#running.shift()?.fail(new Error("EIO"));
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Notes in `done` when the commit is durable. */
const commit = (group: GroupSync, name: string, done: string[]) =>
  group.settled().then(
    () => done.push(name),
    (error: unknown) => done.push(`${name}: ${error instanceof StoreError}`),
  );

test("commits that come together share one sync", async () => {
  const disk = new SlowDisk();
  const group = new GroupSync(disk.sync);
  const done: string[] = [];
  for (const name of ["a", "b", "c"]) commit(group, name, done);
  await turn();
  assert.deepEqual([disk.syncs, done], [1, []]);
  await disk.end();
  assert.deepEqual([disk.syncs, done], [1, ["a", "b", "c"]]);
});

test("a commit that comes while a sync runs is not covered by it, and waits for the next", async () => {
  const disk = new SlowDisk();
  const group = new GroupSync(disk.sync);
  const done: string[] = [];
  commit(group, "a", done);
  await turn();
  for (const name of ["b", "c"]) commit(group, name, done);
  await disk.end();
  assert.deepEqual([disk.syncs, done], [2, ["a"]]);
  await disk.end();
  assert.deepEqual([disk.syncs, done], [2, ["a", "b", "c"]]);
});

test("after a sync has failed nothing is called durable any more", async () => {
  const disk = new SlowDisk();
  const group = new GroupSync(disk.sync);
  const done: string[] = [];
  commit(group, "a", done);
  await turn();
  commit(group, "b", done);
  group.check();
  await disk.fail();
  await turn();
  commit(group, "c", done);
  await turn();
  assert.deepEqual([disk.syncs, done], [1, ["a: true", "b: true", "c: true"]]);
  assert.throws(() => group.check(), StoreError);
});
