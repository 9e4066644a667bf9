import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sql } from "kysely";
import { frozenClock, hours } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { seededRandom } from "../../src/base/random.ts";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import type { ImportJob } from "../../src/domain/import-job.ts";
import { Argon2Hasher } from "../../src/effects/argon2-hasher.ts";
import { HashVerifier } from "../../src/effects/imported-hashes.ts";
import { SrpThreads } from "../../src/effects/srp-threads.ts";
import { saveImportJob } from "../../src/flows/import-jobs.ts";
import { receiveImportFile } from "../../src/flows/import-upload.ts";
import { uploadUrl } from "../../src/flows/import-url.ts";
import { Imports, type ImportsParts } from "../../src/jobs/imports.ts";
import { activateImport, isImporting } from "../../src/store/active-imports.ts";
import type { Db } from "../../src/store/db.ts";
import { eraseSome, nextErasure } from "../../src/store/erasures.ts";
import { findImportJob, insertImportJob } from "../../src/store/import-jobs.ts";
import { listImportLogs } from "../../src/store/import-logs.ts";
import { insertPool, removePool } from "../../src/store/pools.ts";
import { countUsers } from "../../src/store/users.ts";
import { testVault } from "../ops/doors.ts";
import { anImportJob, aPool, emptiedDatabase, POOL } from "../store/fixtures.ts";
import { there } from "../support/arrange.ts";
import { forEachDatabase } from "../support/databases.ts";
import { poolOf } from "../support/entities.ts";
import { csvOf, person } from "../support/imports.ts";
import { HandTimers, until } from "./hand-timers.ts";

const START = Date.parse("2026-01-31T12:00:00Z");
const ROWS = 1000;

await forEachDatabase((_name, make) => {
  const empty = emptiedDatabase(make);

  /** A pool, and what brings a file to a job of it. */
  async function arrange() {
    const db = await empty();
    const { settings } = poolOf({ AutoVerifiedAttributes: ["email"] });
    const pool = aPool(POOL, { settings });
    const clock = frozenClock(START);
    const scope = new TransactionScope();
    const random = seededRandom("imports");
    const hasher = new Argon2Hasher({ random, log: silentLog, scope });
    const parts: Omit<ImportsParts, "timers"> = {
      ...{ db, clock, random, hasher, log: silentLog, vault: testVault() },
      power: new SrpThreads({ scope, log: silentLog }),
      imported: new HashVerifier({ hasher, log: silentLog, scope }),
      settings: {
        account: "123456789012",
        issuer: () => "",
        publicUrl: () => "http://localhost",
        poolUrl: () => "",
        keptMedia: new Set(),
      },
    };
    await db.write((tx) => insertPool(tx, pool));
    return { db, clock, pool, parts };
  }

  const aJob = (id: string) => anImportJob(id, { createdAt: START });

  async function upload(parts: Omit<ImportsParts, "timers">, job: ImportJob, file: string): Promise<void> {
    await parts.db.write((tx) => insertImportJob(tx, job));
    const token = there(uploadUrl(parts, job).split("/").at(-1));
    const body = async function* () {
      yield Buffer.from(file);
    };
    assert.equal((await receiveImportFile(parts, token, body())).kind, "stored");
  }

  const start = (db: Db, id: string): Promise<void> =>
    db.write(async (tx) => {
      const job = there(await findImportJob(tx, POOL, id));
      assert.ok(await activateImport(tx, { poolId: POOL, jobId: id }, "us-east-1"));
      await saveImportJob(tx, { ...job, status: "Pending", startedAt: START });
    });

  const find = (db: Db, id: string): Promise<ImportJob | undefined> =>
    db.read((tx) => findImportJob(tx, POOL, id));

  async function chunks(db: Db): Promise<number> {
    const { rows } = await db.read((tx) =>
      sql<{ n: number }>`select count(*) as n from import_chunks`.execute(tx),
    );
    return Number(rows[0]?.n);
  }

  const file = csvOf(Array.from({ length: ROWS }, (_, at) => person(`user-${at}`)));

  describe("the imports", { timeout: 30_000 }, () => {
    test("of three processes at one job take no row twice, even where none knows of the others", async () => {
      const { db, clock, parts } = await arrange();
      await upload(parts, aJob("import-a"), file);
      await start(db, "import-a");
      const timers = new HandTimers();
      const workers = [1, 2, 3].map(() => new Imports({ ...parts, timers }));
      for (const worker of workers) worker.ring();
      await until(async () => {
        // Every lease is over before its worker comes to use it again.
        clock.advance(31);
        timers.fire();
        return (await find(db, "import-a"))?.status === "Succeeded";
      });
      for (const worker of workers) await worker.close();

      assert.equal((await find(db, "import-a"))?.imported, ROWS);
      assert.equal(await db.read((tx) => countUsers(tx, POOL, ROWS * 2)), ROWS);
      const log = await db.read((tx) => listImportLogs(tx, POOL, "import-a", 0, ROWS));
      assert.equal(
        log
          .map(({ text }) => text)
          .join("")
          .trim()
          .split("\n").length,
        ROWS,
      );
    });

    test("give way between two batches, and leave the rest to another process when they end", async () => {
      const { db, parts } = await arrange();
      await upload(parts, aJob("import-b"), file);
      await start(db, "import-b");
      const timers = new HandTimers();
      const first = new Imports({ ...parts, timers });
      first.ring();
      const isUnderway = async () => ((await find(db, "import-b"))?.imported ?? 0) > 0;
      const rests: number[] = [];
      await until(async () => {
        rests.push(...timers.pauses);
        timers.fire();
        return isUnderway();
      });
      await first.close();
      assert.deepEqual(new Set(rests), new Set([1]));
      const { imported, status } = there(await find(db, "import-b"));
      assert.equal(status, "InProgress");
      assert.ok(imported < ROWS);

      const second = new Imports({ ...parts, timers });
      second.ring();
      await until(async () => {
        timers.fire();
        return !(await db.read((tx) => isImporting(tx, POOL)));
      });
      await second.close();
      assert.equal((await find(db, "import-b"))?.imported, ROWS);
    });

    test("erase the file of a job that expired", async () => {
      const { db, clock, parts } = await arrange();
      const large = csvOf([person("a", { address: "x".repeat(15_000) })]) + "\n".repeat(4_000_000);
      await upload(parts, aJob("import-c"), large);
      await upload(parts, aJob("import-d"), file);
      assert.ok((await chunks(db)) > 300);
      const { rows } = await db.read((tx) => sql`select content from import_chunks`.execute(tx));
      assert.ok(!JSON.stringify(rows).includes("example.com"), "and keep it sealed until then");
      clock.advance(hours(24) / 1000);
      const timers = new HandTimers();
      const imports = new Imports({ ...parts, timers });
      imports.ring();
      await until(async () => (await find(db, "import-d"))?.status === "Expired");
      await imports.close();
      assert.equal((await find(db, "import-c"))?.completionMessage, "The user import job has expired.");
      for (;;) {
        const erasure = await db.read((tx) => nextErasure(tx, clock.now()));
        if (!erasure) break;
        await db.write((tx) => eraseSome(tx, erasure, 100));
      }
      assert.equal(await chunks(db), 0);
    });

    test("let go of a job whose pool is gone", async () => {
      const { db, pool, parts } = await arrange();
      await upload(parts, aJob("import-e"), file);
      await start(db, "import-e");
      await db.write((tx) => removePool(tx, pool, START));
      const timers = new HandTimers();
      const imports = new Imports({ ...parts, timers });
      imports.ring();
      await until(async () => {
        timers.fire();
        return !(await db.read((tx) => isImporting(tx, POOL)));
      });
      await imports.close();
      assert.equal(await db.read((tx) => countUsers(tx, POOL, 1)), 0);
    });

    test("are no further than the rows that they stored, where a batch fails", async () => {
      const { db, clock, parts } = await arrange();
      await upload(parts, aJob("import-f"), file);
      await start(db, "import-f");
      let failures = 0;
      const failing: Db = {
        ...db,
        // The fifth batch's commit is lost, as by a process that dies.
        write: (work, tries) =>
          db.write(async (tx) => {
            const result = await work(tx);
            const job = await findImportJob(tx, POOL, "import-f");
            if (failures === 0 && (job?.imported ?? 0) > 300) {
              failures++;
              throw new Error("the power went out");
            }
            return result;
          }, tries),
      };
      const timers = new HandTimers();
      const imports = new Imports({ ...parts, db: failing, timers });
      imports.ring();
      await until(async () => {
        // The job stays its own: it has not to wait until the lease is over.
        clock.advance(0.001);
        timers.fire();
        return (await find(db, "import-f"))?.status === "Succeeded";
      });
      await imports.close();
      assert.equal(failures, 1);
      assert.ok(clock.now() < START + 30_000);
      assert.equal((await find(db, "import-f"))?.imported, ROWS);
      assert.equal(await db.read((tx) => countUsers(tx, POOL, ROWS * 2)), ROWS);
    });
  });
});
