import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import process from "node:process";
import { type Cluster, startCluster } from "./support/postgres.ts";

/**
 * Runs the files given as arguments, or all tests, with one PostgreSQL for all of them. Without a PostgreSQL its tests
 * are skipped aloud, but fail in continuous integration. Options such as `--test-name-pattern=…` go to the test runner.
 */
const given = process.argv.slice(2);
const options = given.filter((argument) => argument.startsWith("-"));
const named = given.filter((argument) => !argument.startsWith("-"));
const files = named.length > 0 ? named : globSync(["src/**/*.test.ts", "test/**/*.test.ts"]).sort();

// An interrupt reaches the tests too; the database is stopped when they have ended.
process.on("SIGINT", () => {});

/** What measures time has the machine to itself. */
const isAlone = (file: string): boolean => file.startsWith("test/package/");
const together = files.filter((file) => !isAlone(file));
const alone = files.filter(isAlone);

const cluster = process.env["POOLKEEPER_TEST_POSTGRES"] ? undefined : await start();
try {
  process.exitCode = (await runTests(together, cluster)) || (await runTests(alone, undefined));
} finally {
  await cluster?.stop();
}

async function start(): Promise<Cluster | undefined> {
  try {
    return await startCluster();
  } catch (error) {
    if (process.env["CI"]) throw error;
    process.stderr.write(`SKIPPED: all tests on PostgreSQL, as it can't be started: ${error}\n`);
    return undefined;
  }
}

async function runTests(chosen: readonly string[], postgres: Cluster | undefined): Promise<number> {
  if (chosen.length === 0) return 0;
  const concurrency = Math.max(2, availableParallelism());
  const runner = spawn(
    process.execPath,
    ["--test", `--test-concurrency=${concurrency}`, ...options, ...chosen],
    {
      stdio: "inherit",
      env: { ...process.env, ...(postgres && { POOLKEEPER_TEST_POSTGRES: postgres.url }) },
    },
  );
  const [code] = await once(runner, "exit");
  return typeof code === "number" ? code : 1;
}
