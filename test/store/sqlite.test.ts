import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test } from "node:test";
import { userPoolId } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { createDb, type Db } from "../../src/store/db.ts";
import { openDatabase } from "../../src/store/open.ts";
import { findPool, insertPool } from "../../src/store/pools.ts";
import { openSqlite, type SqliteOptions } from "../../src/store/sqlite.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { aPool, openForTests, POOL } from "./fixtures.ts";

const folder = await mkdtemp(join(tmpdir(), "poolkeeper-test-"));
after(() => rm(folder, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => join(folder, `${files++}.db`);
const poolNumber = (n: number) => aPool(userPoolId(`us-east-1_${String(n).padStart(9, "0")}`));

async function openWith(file: string, datasync: NonNullable<SqliteOptions["datasync"]>): Promise<Db> {
  const engine = await openSqlite(file, { log: silentLog, datasync });
  const db = createDb(engine, new TransactionScope(), seededRandom("sqlite"));
  after(() => db.close());
  return db;
}

const opening = (location: string): Promise<Db> =>
  openDatabase({ location, scope: new TransactionScope(), random: seededRandom("sqlite"), log: silentLog });

describe("durability", () => {
  test("an answer waits for the disk, and answers that wait together share one sync", async () => {
    let syncs = 0;
    let letSync: () => void = () => {};
    let held: Promise<void> | undefined;
    const db = await openWith(newFile(), async (file) => {
      syncs += 1;
      await held;
      await file.datasync();
    });
    syncs = 0;
    held = new Promise((resolve) => {
      letSync = resolve;
    });
    let answered = 0;
    const writes = Array.from({ length: 20 }, async (_, n) => {
      await db.write((tx) => insertPool(tx, poolNumber(n)));
      answered += 1;
    });
    while ((await db.read((tx) => findPool(tx, poolNumber(19).id))) === undefined) await turn();
    await turn();
    assert.equal(answered, 0, "all are committed and none is answered");
    letSync();
    await Promise.all(writes);
    assert(syncs < 4, `${syncs} syncs for 20 commits`);
  });

  test("after the disk has failed, nothing is acknowledged any more", async () => {
    let broken = false;
    const db = await openWith(newFile(), async (file) => {
      if (broken) throw new Error("EIO: i/o error, fdatasync");
      await file.datasync();
    });
    await db.write((tx) => insertPool(tx, poolNumber(1)));
    broken = true;
    await assert.rejects(
      db.write((tx) => insertPool(tx, poolNumber(2))),
      StoreError,
    );
    broken = false;
    await assert.rejects(
      db.write((tx) => insertPool(tx, poolNumber(3))),
      StoreError,
    );
    await assert.rejects(db.ping(), StoreError);
    assert.equal(await db.read((tx) => findPool(tx, poolNumber(3).id)), undefined);
  });

  test("what was acknowledged outlasts a process that is killed", async () => {
    const file = newFile();
    const child = spawn(process.execPath, [new URL("writer-process.ts", import.meta.url).pathname, file]);
    const acknowledged = await killAfter(child, 30);
    const db = await openForTests(file);
    for (const id of acknowledged)
      assert.equal((await db.read((tx) => findPool(tx, userPoolId(id))))?.id, id);
  });

  test("a full database refuses one write, and takes the next that fits", async () => {
    const db = await openForTests(newFile());
    await db.write(async (tx) => {
      const { sql } = await import("kysely");
      const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(tx);
      await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 8}`).execute(tx);
    });
    const big = "x".repeat(200_000);
    await assert.rejects(
      db.write(async (tx) => {
        await insertPool(tx, poolNumber(1));
        await insertPool(tx, aPool(POOL, { name: big }));
      }),
      /full/,
    );
    assert.equal(await db.read((tx) => findPool(tx, poolNumber(1).id)), undefined);
    assert.equal(await db.write((tx) => insertPool(tx, poolNumber(1))), true);
  });

  test("the write-ahead log is checkpointed beside the work, and does not grow without end", async () => {
    const file = newFile();
    const db = await openForTests(file);
    const big = "x".repeat(100_000);
    for (let n = 0; n < 400; n++) await db.write((tx) => insertPool(tx, { ...poolNumber(n), name: big }));
    const size = async (path: string) => (await stat(path)).size;
    for (let n = 400; (await size(file)) < 8_000_000; n++) {
      assert(n < 2000, "the database file never grew");
      await db.write((tx) => insertPool(tx, { ...poolNumber(n), name: big }));
      await turn();
    }
    assert((await size(`${file}-wal`)) < 80_000_000);
    await db.close();
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.startsWith(`${files - 1}.db`)),
      [`${files - 1}.db`],
    );
  });
});

describe("several processes on one file", () => {
  test("a write waits for another's lock without holding up anything else", async () => {
    const file = newFile();
    const db = await openForTests(file);
    const other = new DatabaseSync(file);
    after(() => other.close());
    other.exec("begin immediate");
    let written = false;
    const writing = db
      .write((tx) => insertPool(tx, aPool()))
      .then(() => {
        written = true;
      });
    for (let turns = 0; turns < 5; turns++) await turn();
    assert.equal(await db.read((tx) => findPool(tx, POOL)), undefined, "reads go on");
    assert.equal(written, false);
    other.exec("rollback");
    await writing;
  });

  test("a lock that is never let go ends in an error", async () => {
    const file = newFile();
    const db = await openForTests(file);
    const other = new DatabaseSync(file);
    after(() => other.close());
    other.exec("begin immediate");
    await assert.rejects(
      db.write((tx) => insertPool(tx, aPool())),
      /locked/,
    );
    other.exec("rollback");
    assert.equal(await db.write((tx) => insertPool(tx, aPool())), true);
  });
});

describe("opening", () => {
  test("files are made for their owner alone", { skip: process.platform === "win32" }, async () => {
    const file = join(folder, "made", "for", "it.db");
    await openForTests(file);
    for (const name of ["it.db", "it.db-wal", "it.db-shm"]) {
      assert.equal((await stat(join(folder, "made", "for", name))).mode & 0o077, 0, name);
    }
  });

  test("a temporary database leaves nothing behind", async () => {
    const ours = async () => (await readdir(tmpdir())).filter((name) => /^poolkeeper-[^-]{6}$/.test(name));
    const before = await ours();
    const db = await openForTests(":memory:");
    await db.write((tx) => insertPool(tx, aPool()));
    assert.equal((await db.read((tx) => findPool(tx, POOL)))?.id, POOL);
    const made = (await ours()).filter((name) => !before.includes(name));
    assert(made.length > 0);
    await db.close();
    await assert.rejects(Promise.any(made.map((name) => stat(join(tmpdir(), name)))));
  });

  test("what can't be opened is told in one line", async () => {
    const text = newFile();
    await writeFile(text, "this is no database, though it is a file of some length ".repeat(100));
    await assert.rejects(opening(text), oneLine(/not a SQLite database/));

    const directory = newFile();
    await mkdir(directory);
    await assert.rejects(opening(directory), oneLine(/can't be opened/));

    const below = join(text, "x.db");
    await assert.rejects(opening(below), oneLine(/cannot open the database .*x\.db/));
  });

  test("a file that may not be written is told", { skip: process.getuid?.() === 0 }, async () => {
    const file = newFile();
    await (await openForTests(file)).close();
    await chmod(file, 0o400);
    await assert.rejects(opening(file), oneLine(/can't be written/));
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const oneLine = (pattern: RegExp) => (error: unknown) => {
  assert(error instanceof StoreError);
  assert.match(error.message, pattern);
  assert.equal(error.message.includes("\n"), false);
  return true;
};

/** Reads what the child acknowledges, line by line, and kills it without warning after so many. */
async function killAfter(child: ChildProcess, count: number): Promise<string[]> {
  let output = "";
  child.stderr?.pipe(process.stderr);
  child.stdout?.on("data", (chunk) => {
    output += chunk;
    if (output.split("\n").length > count) child.kill("SIGKILL");
  });
  await once(child, "exit");
  const lines = output.split("\n").slice(0, -1);
  assert(lines.length >= count, "it ended too early");
  return lines;
}
