import { parseArgs } from "node:util";
import { type DatabaseKind, databaseKinds } from "./databases.ts";
import { type OperationName, operationNames } from "./operations.ts";

export interface BenchOptions {
  /** Populations, in ascending order. */
  readonly users: readonly number[];
  readonly concurrency: readonly number[];
  readonly databases: readonly DatabaseKind[];
  /** How long one operation is measured at a time. */
  readonly seconds: number;
  /** How often each measurement is repeated; the best one counts. */
  readonly rounds: number;
  /** How many SRP challenges warm a server up before anything is measured. */
  readonly warmUp: number;
  /** Names of operations. */
  readonly only: readonly OperationName[];
  /** The file that takes the report; null: standard output. */
  readonly out: string | null;
}

/** What the command line asks for makes no sense. */
export class UsageError extends Error {}

export const USAGE = `Measures Poolkeeper on this machine, and the machine itself.

  npm run bench -- [options]

  --users N,…           populations (0,1000,10000,100000)
  --concurrency N,…     requests at a time (1,16)
  --database NAME,…     ${databaseKinds.join(", ")} (all)
  --seconds N           duration of one measurement (0.5)
  --rounds N            repetitions, of which the best counts (3)
  --warm-up N           SRP challenges before a server is measured (5000)
  --only NAME,…         ${operationNames.join(", ")} (all)
  --out FILE            where the report goes (standard output)

Exit code: 0 where every acceptance line passes, 1 where one fails, 2 where the measurement itself did.
`;

/** Reads the command line; undefined where it asks for help. Throws `UsageError`. */
export function readOptions(argv: readonly string[]): BenchOptions | undefined {
  const values = given(argv);
  if (values.help) return undefined;
  return {
    users: wholeNumbers("--users", values.users, 0),
    concurrency: wholeNumbers("--concurrency", values.concurrency, 1),
    databases: namesOf("--database", values.database, databaseKinds),
    seconds: positive("--seconds", values.seconds),
    rounds: wholeNumber("--rounds", values.rounds, 1),
    warmUp: wholeNumber("--warm-up", values["warm-up"], 0),
    only: namesOf("--only", values.only, operationNames),
    out: values.out ?? null,
  };
}

function given(argv: readonly string[]) {
  const option = (fallback: string) => ({ type: "string", default: fallback }) as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        users: option("0,1000,10000,100000"),
        concurrency: option("1,16"),
        database: option(databaseKinds.join(",")),
        seconds: option("0.5"),
        rounds: option("3"),
        "warm-up": option("5000"),
        only: option(operationNames.join(",")),
        out: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const listed = (text: string): string[] => text.split(",").map((part) => part.trim());

function namesOf<Name extends string>(flag: string, text: string, known: readonly Name[]): Name[] {
  const unknown = listed(text).find((name) => !known.some((one) => one === name));
  if (unknown !== undefined) throw new UsageError(`${flag}: ${unknown} is none of ${known.join(", ")}`);
  return known.filter((name) => listed(text).includes(name));
}

const wholeNumbers = (flag: string, text: string, least: number): number[] =>
  [...new Set(listed(text).map((part) => wholeNumber(flag, part, least)))].sort((a, b) => a - b);

function wholeNumber(flag: string, text: string, least: number): number {
  const value = positive(flag, text, least);
  if (!Number.isInteger(value)) throw new UsageError(`${flag}: ${text} is no whole number`);
  return value;
}

function positive(flag: string, text: string, least = Number.MIN_VALUE): number {
  const value = text === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < least) throw new UsageError(`${flag}: not ${JSON.stringify(text)}`);
  return value;
}
