import { startEcho } from "./echo.ts";
import { describeMachine, measureMachine } from "./machine.ts";
import { measureDatabase, type Tell } from "./measure-database.ts";
import type { BenchOptions } from "./options.ts";
import type { BareHttp, BenchResults, DatabaseResults } from "./results.ts";

/** Bytes. */
const SHORT_ANSWER = 200;

/** Measures everything that `options` ask for, and the machine. */
export async function bench(options: BenchOptions, tell: Tell): Promise<BenchResults> {
  const { seconds, rounds, concurrency, databases } = options;
  const echo = await startEcho();
  const bareHttp = async (lanes: number, bytes: number): Promise<BareHttp> => ({
    ...(await echo.measure(bytes, { lanes, seconds, rounds })),
    lanes,
    bytes,
  });
  try {
    tell("measuring the machine");
    const limits = await measureMachine(seconds, rounds);
    const bare: BareHttp[] = [];
    for (const lanes of concurrency) bare.push(await bareHttp(lanes, SHORT_ANSWER));

    const measured: DatabaseResults[] = [];
    for (const kind of databases) measured.push(await measureDatabase(kind, options, tell));
    const results = measured.flatMap((one) => one.results);
    const page = results.find(({ operation, lanes }) => operation.lists === "a page" && lanes === 1);
    return {
      machine: describeMachine(),
      limits,
      bare,
      barePage: page && (await bareHttp(1, page.measured.bytes)),
      startUps: measured.flatMap((one) => one.startUps),
      results,
    };
  } finally {
    await echo.stop();
  }
}
