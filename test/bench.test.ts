import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { acceptance } from "../bench/acceptance.ts";
import { operationNamed } from "../bench/operations.ts";
import type { Result } from "../bench/results.ts";

const RUN = join(import.meta.dirname, "../bench/run.ts");

interface Run {
  readonly code: number | string | null;
  readonly report: string;
  readonly progress: string;
}

const bench = (...flags: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(process.execPath, [RUN, ...flags], (error, report, progress) => {
      resolve({ code: error === null ? 0 : (error.code ?? null), report, progress });
    });
  });

/** The rows of the tables below a heading, as cells. */
function rowsBelow(report: string, heading: string): string[][] {
  const [, section = ""] = report.split(`\n## ${heading}\n`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n").filter((line) => line.startsWith("| "));
  return lines.map((line) => line.slice(2, -2).split(" | "));
}

/** Of SQLite, one request at a time, with this median outside and inside the server. */
const result = (operation: Result["operation"], users: number, milliseconds: number): Result => ({
  ...{ database: "SQLite", lanes: 1, operation, users },
  measured: { perSecond: 1, p50: milliseconds, p99: 9, serverP50: milliseconds, cpu: 1, bytes: 1 },
});

describe("the acceptance", () => {
  const verdicts = (...results: readonly Result[]): string[] =>
    acceptance(results).map(({ what, passes }) => `${what}: ${passes ? "PASS" : "FAIL"}`);

  test("compares an operation with the smallest population", () => {
    const operation = operationNamed("getuser");
    const at = (users: number, milliseconds: number): Result => result(operation, users, milliseconds);
    assert.deepEqual(verdicts(at(0, 1), at(1000, 9), at(100_000, 1.3)), [
      "p50 at 100,000 users, divided by that at 0: PASS",
    ]);
    assert.deepEqual(verdicts(at(0, 1), at(1000, 9), at(100_000, 1.31)), [
      "p50 at 100,000 users, divided by that at 0: FAIL",
    ]);
  });

  test("compares ListUsers where pages are full, and limits it", () => {
    const operation = operationNamed("list-page");
    const at = (users: number, milliseconds: number): Result => result(operation, users, milliseconds);
    assert.deepEqual(verdicts(at(0, 0.1), at(1000, 1.7), at(100_000, 2)), [
      "p50 at 100,000 users, divided by that at 1,000: PASS",
      "server p50 at 100,000 users: FAIL",
      "server p50 at 100,000 users, divided by that at 1,000: PASS",
    ]);
  });
});

describe("the benchmark", () => {
  test("measures every operation and the machine in the smallest run", async () => {
    const { code, report, progress } = await bench(
      ...["--users", "0,20", "--concurrency", "1", "--database", "sqlite"],
      ...["--seconds", "0.03", "--rounds", "1", "--warm-up", "0"],
    );
    // So small a run may fail the limits by chance.
    assert.ok(code === 0 || code === 1, progress);
    assert.match(report, /^# Performance\n/);
    assert.doesNotMatch(report, /NaN|Infinity|undefined/);

    const measured = rowsBelow(report, "SQLite, one request at a time").slice(2);
    assert.equal(measured.length, 22);
    for (const [operation, users, ...figures] of measured) {
      assert.match(`${users}`, /^(0|20)$/, operation);
      assert.equal(figures.length, 5);
      for (const figure of figures)
        assert.ok(Number(figure.replaceAll(",", "")) > 0, `${operation}: ${figure}`);
    }
    assert.equal(rowsBelow(report, "Start-up").length, 4);
    assert.equal(rowsBelow(report, "What the machine can do").length, 4 + 3);
    assert.equal(rowsBelow(report, "What cryptography allows, 1 at a time").length, 2 + 4);
    assert.equal(rowsBelow(report, "A page of ListUsers, one request at a time").length, 2 + 2);

    const verdicts = rowsBelow(report, "Acceptance")
      .slice(2)
      .map((cells) => cells.at(-1));
    assert.equal(verdicts.length, 11 + 2 * 5);
    assert.equal(verdicts.includes("FAIL"), code === 1);
  });

  test("refuses what it can't measure", async () => {
    const { code, report, progress } = await bench("--only", "getuser,everything");
    assert.equal(code, 2);
    assert.equal(report, "");
    assert.match(progress, /^bench: --only: everything is none of create, password, /);
  });
});
