import { populationsOf, type Result } from "./results.ts";

/** What must hold, and whether it does. */
export interface AcceptanceLine {
  readonly result: Result;
  readonly what: string;
  readonly figure: string;
  readonly limit: string;
  readonly passes: boolean;
}

/** How much slower an operation may be in the largest population than in the one it is compared with. */
const MOST_GROWTH = 1.3;
/** Milliseconds that ListUsers may take inside the server, on SQLite, one request at a time. */
const LONGEST_LIST = 2;
/** From here on every page of ListUsers is full. */
const FULL_PAGES = 1000;

export function acceptance(results: readonly Result[]): AcceptanceLine[] {
  const largest = populationsOf(results).at(-1);
  return results
    .filter(({ users }) => users === largest)
    .flatMap((result) => {
      const base = results.find((other) => isBase(other, result, results));
      return [...growth(result, base), ...listing(result, base)];
    });
}

/** Whether `other` is what `result` is compared with. */
function isBase(other: Result, result: Result, results: readonly Result[]): boolean {
  if (other.operation !== result.operation || other.database !== result.database) return false;
  return other.lanes === result.lanes && other.users === baseUsers(result, populationsOf(results));
}

function baseUsers({ operation, users }: Result, populations: readonly number[]): number | undefined {
  const least = operation.lists ? FULL_PAGES : 0;
  const base = populations.find((count) => count >= least && count < users) ?? populations[0];
  return base === users ? undefined : base;
}

function growth(result: Result, base: Result | undefined): AcceptanceLine[] {
  if (base === undefined) return [];
  return [growthLine(result, base, "p50", result.measured.p50 / base.measured.p50)];
}

function listing(result: Result, base: Result | undefined): AcceptanceLine[] {
  const { operation, database, lanes, users, measured } = result;
  if (!operation.lists || database !== "SQLite" || lanes !== 1) return [];
  const duration: AcceptanceLine = {
    result,
    what: `server p50 at ${count(users)} users`,
    figure: `${measured.serverP50.toFixed(2)} ms`,
    limit: `${LONGEST_LIST} ms`,
    passes: measured.serverP50 < LONGEST_LIST,
  };
  if (base === undefined) return [duration];
  const ratio = measured.serverP50 / base.measured.serverP50;
  return [duration, growthLine(result, base, "server p50", ratio)];
}

const growthLine = (result: Result, base: Result, figure: string, ratio: number): AcceptanceLine => ({
  result,
  what: `${figure} at ${count(result.users)} users, divided by that at ${count(base.users)}`,
  figure: ratio.toFixed(2),
  limit: String(MOST_GROWTH),
  passes: ratio <= MOST_GROWTH,
});

const count = (users: number): string => users.toLocaleString("en-US");
