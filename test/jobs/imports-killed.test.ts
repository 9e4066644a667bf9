/** An import outlives the process that is at it. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { flagsFor } from "../durability/flags.ts";
import { there } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { halfWritten } from "../support/half-written.ts";
import { csvOf, describeJob, endOf, person, readyJob, startJob } from "../support/imports.ts";
import { rawSql } from "../support/raw-sql.ts";
import { spawnServer } from "../support/spawned-server.ts";
import { apiAt } from "../support/writers.ts";

const ROWS = 2000;
const KILLS = 2;

await forEachDatabase((_name, make) => {
  it(`imports every row of a file once, though the server is killed ${KILLS} times`, {
    timeout: 120_000,
  }, async () => {
    const database = await make();
    const flags = [...(await flagsFor(database)), "--test-clock"];
    let server = await spawnServer(flags);
    let api = apiAt(server.url);
    const { UserPool } = await api.createUserPool({ PoolName: "p", AutoVerifiedAttributes: ["email"] });
    const poolId = there(UserPool?.Id);
    // With a row in the middle that makes no user.
    const rows = Array.from({ length: ROWS }, (_, at) => person(at === ROWS / 2 ? "" : `user-${at}`));
    const { id } = await readyJob({ api, poolId }, csvOf(rows));
    await startJob({ api, poolId }, id);

    let imported = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const goal = (kill * ROWS) / (KILLS + 2);
      while (imported < goal) {
        await sleep(2);
        imported = there((await describeJob({ api, poolId }, id)).ImportedUsers);
      }
      await server.end("SIGKILL");
      api.destroy();
      const left = await rawSql(database, "select count(*) as n from users");
      assert.ok(Number(left[0]?.["n"]) >= imported);
      server = await spawnServer(flags);
      api = apiAt(server.url);
      // The lease of the killed process, whose clock was ahead too, is over.
      const body = JSON.stringify({ advanceSeconds: 60 * kill });
      await fetch(`${server.url}/_poolkeeper/clock`, { method: "PUT", body });
    }
    const job = await endOf({ api, poolId }, id);
    assert.equal(job.Status, "Succeeded");
    assert.deepEqual([job.ImportedUsers, job.SkippedUsers, job.FailedUsers], [ROWS - 1, 0, 1]);
    assert.equal(Number((await rawSql(database, "select count(*) as n from users"))[0]?.["n"]), ROWS - 1);
    const pieces = await rawSql(database, "select text from import_logs order by first_line");
    const lines = pieces.flatMap(({ text }) => String(text).trim().split("\n"));
    assert.deepEqual(
      lines.map((line) => Number(/Line Number (\d+)/.exec(line)?.[1])),
      rows.map((_, at) => at + 2),
    );
    assert.deepEqual(
      (await halfWritten(database)).filter((half) => !half.startsWith("a reset without a code")),
      [],
    );
    assert.equal(await server.end("SIGTERM"), 0);
    api.destroy();
  });
});
