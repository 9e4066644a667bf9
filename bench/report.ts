import { type AcceptanceLine, acceptance } from "./acceptance.ts";
import { type BenchResults, distinct, type Result, type StartUps } from "./results.ts";
import { median } from "./statistics.ts";

/** The results as a page of Markdown. */
export const report = (results: BenchResults): string =>
  [
    "# Performance",
    INTRODUCTION,
    `The machine: ${results.machine}.`,
    "## What the machine can do",
    machineTable(results),
    "## Start-up",
    "From the start of the process to its first answer, on a database that is there already; milliseconds.",
    startUpTable(results.startUps),
    ...operationSections(results.results),
    ...boundSection(results),
    ...listSection(results),
    "## Acceptance",
    acceptanceTable(acceptance(results.results)),
    "",
  ].join("\n\n");

const INTRODUCTION = `\`npm run bench\` measures this on the machine it runs on; \`npm run bench -- --help\` lists its options, and
\`npm run bench -- --out docs/performance.md\` writes this page.

Every server is a process of its own with default settings; PostgreSQL runs with \`shared_buffers=1GB\`. A server's pool
has so many confirmed users beside the 64 who sign in and the 64, matched by the filter on \`cognito:user_status\`, who
never did. The client runs on the same machine and takes its share of the processors, so requests/s at high concurrency
are what both achieve together; what a request costs the server alone is its processor time (all threads of its process;
PostgreSQL's own processes are not in it). \`server p50\` is the median of the times in the server's request log. A
sign-in by SRP is two requests, whose times are added; the client's proofs are made while no clock runs. Servers are
warmed up, populations take turns, and of each measurement's repetitions the one with the lowest median counts.`;

type Cell = string | number;

/** Columns of numbers are aligned to the right. */
function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const rules = heads.map((_, at) => (typeof rows[0]?.[at] === "number" ? "---:" : "---"));
  return [heads, rules, ...rows.map((row) => row.map(show))]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function show(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (cell >= 100 || Number.isInteger(cell)) return Math.round(cell).toLocaleString("en-US");
  return cell.toFixed(cell < 1 ? 3 : cell < 10 ? 2 : 1);
}

function machineTable({ limits, bare }: BenchResults): string {
  const cryptography = table(
    ["a second", "on one core", "on all cores"],
    [
      ["RSA-2048 signatures", limits.signatures.oneCore, limits.signatures.allCores],
      ["3072-bit modular powers, as SRP needs them", limits.powers.oneCore, limits.powers.allCores],
    ],
  );
  const http = table(
    ["a bare `node:http` server, same client", "requests/s", "p50 ms", "p99 ms"],
    bare.map(({ lanes, perSecond, p50, p99 }) => [`${lanes} at a time`, perSecond, p50, p99]),
  );
  return `${cryptography}\n\n${http}`;
}

const startUpTable = (startUps: readonly StartUps[]): string =>
  table(
    ["database", "users", "best", "median"],
    startUps.map(({ database, users, milliseconds }) => [
      database,
      users,
      Math.min(...milliseconds),
      median(milliseconds),
    ]),
  );

function operationSections(results: readonly Result[]): string[] {
  return distinct(results.map(({ database }) => database)).flatMap((database) => {
    const here = results.filter((one) => one.database === database);
    return distinct(here.map(({ lanes }) => lanes)).flatMap((lanes) => [
      `## ${database}, ${lanes === 1 ? "one request" : `${lanes} requests`} at a time`,
      operationTable(here.filter((one) => one.lanes === lanes)),
    ]);
  });
}

const operationTable = (results: readonly Result[]): string =>
  table(
    ["operation", "users", "a second", "p50 ms", "p99 ms", "server p50 ms", "server CPU ms"],
    results.map(({ operation, users, measured }) => [
      operation.title,
      users,
      measured.perSecond,
      measured.p50,
      measured.p99,
      measured.serverP50,
      measured.cpu,
    ]),
  );

/** How near the busiest measurements come to what cryptography allows. */
function boundSection({ limits, results }: BenchResults): string[] {
  const lanes = Math.max(...results.map((one) => one.lanes));
  const users = Math.max(...results.map((one) => one.users));
  const rows = results
    .filter((one) => one.lanes === lanes && one.users === users)
    .flatMap(({ operation, database, measured }) => {
      if (!operation.cryptography) return [];
      const { powers, signatures } = operation.cryptography;
      const bound = 1 / (powers / limits.powers.allCores + signatures / limits.signatures.allCores);
      return [[operation.title, database, powers, signatures, bound, measured.perSecond]];
    });
  if (rows.length === 0) return [];
  return [
    `## What cryptography allows, ${lanes} at a time`,
    "Its powers and signatures bound what this machine could do if nothing else took time, the client neither.",
    table(["operation", "database", "powers", "signatures", "at most a second", "measured"], rows),
  ];
}

/** The server's own word beside what the outside sees. */
function listSection({ barePage, results }: BenchResults): string[] {
  if (barePage === undefined) return [];
  const rows = results
    .filter(({ operation, lanes }) => operation.lists === "a page" && lanes === barePage.lanes)
    .map(({ database, users, measured }) => [
      database,
      users,
      measured.p50,
      barePage.p50,
      measured.p50 - barePage.p50,
      measured.serverP50,
    ]);
  return [
    "## A page of ListUsers, one request at a time",
    `Medians in milliseconds; the bare server's answer is as long (${show(barePage.bytes)} bytes).`,
    table(["database", "users", "round trip", "bare server", "difference", "inside, by the log"], rows),
  ];
}

function acceptanceTable(lines: readonly AcceptanceLine[]): string {
  if (lines.length === 0) return "One population alone can't be compared.";
  return table(
    ["database", "at a time", "operation", "what", "measured", "at most", ""],
    lines.map(({ result, what, figure, limit, passes }) => [
      result.database,
      result.lanes,
      result.operation.title,
      what,
      figure,
      limit,
      passes ? "PASS" : "FAIL",
    ]),
  );
}
