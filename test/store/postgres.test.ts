import assert from "node:assert/strict";
import { AsyncResource } from "node:async_hooks";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { sql } from "kysely";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import type { WriteTx } from "../../src/store/db.ts";
import { openDatabase } from "../../src/store/open.ts";
import { findPool, insertPool } from "../../src/store/pools.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { forEachDatabase } from "../support/databases.ts";
import { administer } from "../support/postgres.ts";
import { aPool, openForTests, POOL } from "./fixtures.ts";

const opening = (location: string) =>
  openDatabase({
    location,
    scope: new TransactionScope(),
    random: seededRandom("postgres"),
    log: silentLog,
  });

const refusal = (pattern: RegExp, secret: string) => (error: unknown) => {
  assert(error instanceof StoreError);
  assert.match(error.message, pattern);
  assert.doesNotMatch(error.message, /\n/);
  assert(!error.message.includes(secret), "the password stays secret");
  return true;
};

await forEachDatabase((name, make) => {
  if (name !== "PostgreSQL") return;

  test("a transaction whose connection is cut fails, and the next one reconnects", async () => {
    const location = await make();
    const db = await openForTests(location);
    await db.write((tx) => insertPool(tx, aPool()));
    const cut = db.write(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await administer(location, `select pg_terminate_backend(${rows[0]?.pid})`);
      await insertPool(tx, aPool());
    });
    await assert.rejects(cut);
    assert.equal((await db.read((tx) => findPool(tx, POOL)))?.id, POOL);
    assert.equal(await db.write((tx) => insertPool(tx, aPool())), false);
  });

  test("idle connections that are cut are replaced", async () => {
    const location = await make();
    const db = await openForTests(location);
    await Promise.all([1, 2, 3].map(() => db.ping()));
    await administer(
      location,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'poolkeeper' and datname = current_database()`,
    );
    // Each of the three may be found to be cut, once.
    for (let cut = 0; cut < 3; cut++) await db.ping().catch(() => {});
    assert.equal(await db.read((tx) => findPool(tx, POOL)), undefined);
  });

  test("a serialization failure makes the transaction run again", async () => {
    const db = await openForTests(await make());
    await db.write((tx) => insertPool(tx, aPool()));
    const request = new AsyncResource("another request");
    const another = () => request.runInAsyncScope(() => db.write((tx) => rename(tx, "theirs")));
    let runs = 0;
    await db.write(async (tx) => {
      runs += 1;
      await sql`set transaction isolation level repeatable read`.execute(tx);
      await findPool(tx, POOL);
      if (runs === 1) await another();
      await rename(tx, "ours");
    });
    assert.equal(runs, 2);
    assert.equal((await db.read((tx) => findPool(tx, POOL)))?.name, "ours");
  });

  test("a server that gives up durability is refused", async () => {
    const url = new URL(await make());
    url.searchParams.set("options", "-c synchronous_commit=off");
    await assert.rejects(opening(url.href), refusal(/synchronous_commit is off/, url.password));
  });

  test("a server that can't be reached, or lets nobody in, is told in one line", async () => {
    const url = new URL(await make());
    url.password = "sesame";
    await assert.rejects(opening(url.href), refusal(/password authentication failed/, "sesame"));
    url.port = "1";
    await assert.rejects(
      opening(url.href),
      refusal(/127\.0\.0\.1:1\/poolkeeper_test_.*ECONNREFUSED/, "sesame"),
    );
    await assert.rejects(opening("postgres://u:sesame@[bad/x"), refusal(/cannot open/, "sesame"));
  });

  test("a server that went silent is given up in a few seconds", async () => {
    const location = new URL(await make());
    const proxy = await silentProxy(location);
    const db = await openForTests(proxy.url);
    await db.ping();
    proxy.silence();
    const before = performance.now();
    await assert.rejects(db.ping());
    assert(performance.now() - before < 6000);
    proxy.speak();
    await db.ping();
    proxy.close();
  });
});

const rename = (tx: WriteTx, name: string) =>
  tx.updateTable("pools").set({ name }).where("id", "=", POOL).execute();

/** Stands between us and a server, and can fall silent without closing anything. */
async function silentProxy(target: URL) {
  let silent = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => silent || to.write(chunk));
      from.on("close", () => to.destroy());
      from.on("error", () => to.destroy());
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert(address !== null && typeof address === "object");
  const url = new URL(target);
  url.port = String(address.port);
  return {
    url: url.href,
    silence: () => {
      silent = true;
    },
    speak: () => {
      silent = false;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
