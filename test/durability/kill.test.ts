import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { systemRandom } from "../../src/base/random.ts";
import { forEachDatabase } from "../support/databases.ts";
import { administer, startCluster } from "../support/postgres.ts";
import { spawnServer } from "../support/spawned-server.ts";
import { type Ledger, missing, openLedger, sdkAt, write } from "../support/writers.ts";

const KILLS = 10;
const WRITERS = 16;

const flagsFor = (database: string, folder: string): string[] => [
  ...["--database", database],
  ...(database.startsWith("postgres:") ? ["--master-key", join(folder, `${systemRandom.uuid()}.key`)] : []),
];

/** Writes from all sides for a while; resolves when the server answers nobody any longer. */
const writeUntilGone = (
  url: string,
  ledger: Parameters<typeof write>[1],
  round: number,
): Promise<unknown> => {
  const sdk = sdkAt(url);
  return Promise.all(
    Array.from({ length: WRITERS }, (_, writer) => write(sdk, ledger, `r${round}w${writer}`)),
  ).finally(() => sdk.destroy());
};

await forEachDatabase((name, make) => {
  it(`loses nothing acknowledged when the server is killed ${KILLS} times among ${WRITERS} writers`, async () => {
    const flags = flagsFor(await make(), tmpdir());
    let server = await spawnServer(flags);
    const ledger = await openLedger(sdkAt(server.url));
    for (let round = 0; round < KILLS; round++) {
      const users: Ledger["users"] = new Map();
      const writing = writeUntilGone(server.url, { ...ledger, users }, round);
      await sleep(300 + systemRandom.below(200));
      await server.end("SIGKILL");
      await writing;
      const killed = performance.now();
      server = await spawnServer(flags);
      assert.ok(performance.now() - killed < 5_000, "it starts again at once");
      assert.ok(users.size > 0, "something was acknowledged");
      assert.deepEqual(await missing(sdkAt(server.url), server.inboxUrl, { ...ledger, users }), []);
    }
    assert.equal(await server.end("SIGTERM"), 0);
    if (name === "PostgreSQL") await rm(flags.at(-1) ?? "", { force: true });
  });

  it("finishes what is in flight when it is asked to stop, and ends with 0", async () => {
    const flags = flagsFor(await make(), tmpdir());
    const server = await spawnServer(flags);
    const ledger = await openLedger(sdkAt(server.url));
    const writing = writeUntilGone(server.url, ledger, 0);
    await sleep(500);
    assert.equal(await server.end("SIGTERM"), 0);
    await writing;
    const again = await spawnServer(flags);
    assert.deepEqual(await missing(sdkAt(again.url), again.inboxUrl, ledger), []);
    await again.end("SIGTERM");
  });
});

describe("PostgreSQL's postmaster killed", () => {
  it("costs nothing acknowledged, and the server goes on when PostgreSQL is back", async () => {
    const cluster = await startCluster();
    await administer(cluster.url, "create database poolkeeper");
    const database = new URL(cluster.url);
    database.pathname = "/poolkeeper";
    const server = await spawnServer(flagsFor(database.href, tmpdir()));
    const sdk = sdkAt(server.url);
    const ledger = await openLedger(sdk);
    const writing = writeUntilGone(server.url, ledger, 0);
    await sleep(700);
    await cluster.crash();
    await writing;

    await assert.rejects(openLedger(sdk), (error: { name: string; $metadata: { requestId?: string } }) => {
      assert.equal(error.name, "InternalErrorException");
      const { requestId } = error.$metadata;
      assert.ok(
        requestId && server.log.some((line) => line.includes(requestId)),
        "the log has the request id",
      );
      return true;
    });
    assert.equal((await fetch(`${server.url}/readyz`)).status, 503);

    await cluster.restart();
    assert.ok(ledger.users.size > 0);
    assert.deepEqual(await missing(sdk, server.inboxUrl, ledger), []);
    assert.equal(await server.end("SIGTERM"), 0);
    await cluster.stop();
  });
});
