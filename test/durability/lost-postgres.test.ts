import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { poolkeeper } from "../cli/poolkeeper.ts";
import { halfWritten } from "../support/half-written.ts";
import { administer, startCluster } from "../support/postgres.ts";
import { spawnServer } from "../support/spawned-server.ts";
import { acknowledgements, apiAt, discrepancies, openLedger, writeUntilRefused } from "../support/writers.ts";
import { flagsFor, temporaryFolder } from "./flags.ts";
import { requireInternalError } from "./internal-error.ts";

it("outlives a killed PostgreSQL: 500 with a request id until it is back, and nothing acknowledged is lost", async (t) => {
  const cluster = await startCluster();
  t.after(() => cluster.stop());
  await administer(cluster.url, "create database poolkeeper");
  const database = cluster.url.replace(/\/postgres$/, "/poolkeeper");
  const server = await spawnServer(await flagsFor(database));
  const api = apiAt(server.url);
  t.after(() => api.destroy());
  const ledger = await openLedger(api);

  const writing = writeUntilRefused(server.url, ledger, { writers: 16, name: "crash" });
  await Promise.race([writing, acknowledgements(ledger, 200)]);
  await cluster.crash();
  for (const error of await writing) requireInternalError(error, server.log);
  await assert.rejects(api.createUserPool({ PoolName: "meanwhile" }), { name: "InternalErrorException" });
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 503);

  await cluster.restart();
  while ((await fetch(`${server.url}/readyz`)).status !== 200) await sleep(10);
  assert.deepEqual(await discrepancies(api, server.inboxUrl, ledger), []);
  assert.deepEqual(await halfWritten(database), []);
  assert.equal(await server.end("SIGTERM"), 0);
});

it("does not start without its PostgreSQL, and says so in one line", async () => {
  const folder = await temporaryFolder();
  const { status, stdout, stderr } = poolkeeper(folder, [
    "start",
    ...["--database", "postgres://keeper:top-secret@127.0.0.1:1/poolkeeper"],
    ...["--master-key", join(folder, "master.key")],
  ]);
  assert.equal(status, 2);
  assert.equal(stdout, "");
  assert.equal(
    stderr,
    "poolkeeper: cannot open the database 127.0.0.1:1/poolkeeper: connect ECONNREFUSED 127.0.0.1:1\n",
  );
});
