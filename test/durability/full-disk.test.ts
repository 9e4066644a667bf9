import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import { halfWritten } from "../support/half-written.ts";
import { spawnServer } from "../support/spawned-server.ts";
import { acknowledgements, apiAt, discrepancies, openLedger, writeUntilRefused } from "../support/writers.ts";
import { temporaryFolder } from "./flags.ts";
import { requireInternalError } from "./internal-error.ts";

const DISK_MIB = 4;

it("answers 500 while the disk is full, loses nothing, and goes on once there is space", async (t) => {
  const disk = await smallDisk(t);
  if (disk === undefined) return;
  const database = join(disk, "poolkeeper.db");
  const server = await spawnServer(["--database", database]);
  const api = apiAt(server.url);
  t.after(() => api.destroy());
  const ledger = await openLedger(api);

  const writing = writeUntilRefused(server.url, ledger, { writers: 16, name: "before" });
  await Promise.race([writing, acknowledgements(ledger, 100)]);
  const ballast = join(disk, "ballast");
  await fill(ballast);
  for (const error of await writing) requireInternalError(error, server.log);
  await assert.rejects(openLedger(api), { name: "InternalErrorException" });
  await api.describeUserPool({ UserPoolId: ledger.poolId });

  await rm(ballast);
  assert.deepEqual(await discrepancies(api, server.inboxUrl, ledger, { allAnswered: true }), []);
  const { users } = await goOn(server.url, ledger);
  assert.deepEqual(await halfWritten(database), []);
  assert.equal(await server.end("SIGTERM"), 0);

  const next = await spawnServer(["--database", database]);
  const nextApi = apiAt(next.url);
  t.after(() => nextApi.destroy());
  assert.deepEqual(await discrepancies(nextApi, next.inboxUrl, { ...ledger, users }), []);
  assert.equal(await next.end("SIGTERM"), 0);
});
