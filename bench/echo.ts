import { fileURLToPath } from "node:url";
import { Api } from "./api.ts";
import { type Timing, timed } from "./lanes.ts";
import { spawnNode } from "./spawned.ts";
import { best, median, percentile } from "./statistics.ts";

const PROCESS = fileURLToPath(new URL("echo-process.ts", import.meta.url));

export interface EchoMeasurement {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

interface Load {
  readonly lanes: number;
  readonly seconds: number;
  /** How often it is measured; the best counts. */
  readonly rounds: number;
}

/** A server that does nothing but HTTP, measured as the real one is. */
export interface Echo {
  /** `bytes` is the length of its answers. */
  measure(bytes: number, load: Load): Promise<EchoMeasurement>;
  stop(): Promise<void>;
}

export async function startEcho(): Promise<Echo> {
  const child = spawnNode([PROCESS]);
  const [port] = (await child.printed(/^\d+$/)) ?? [];
  if (port === undefined) throw new Error("the bare server did not start");
  return {
    async measure(bytes, { lanes, seconds, rounds }) {
      const api = new Api(`http://127.0.0.1:${port}/${bytes}`, lanes);
      const send = (): Promise<string> => api.call("InitiateAuth", REQUEST);
      const bounds = { lanes, most: Number.POSITIVE_INFINITY, from: 0 };
      await timed(send, { ...bounds, seconds });
      const measured: EchoMeasurement[] = [];
      while (measured.length < rounds) measured.push(summary(await timed(send, { ...bounds, seconds })));
      api.close();
      return best(measured);
    },
    stop: () => child.stop(),
  };
}

const summary = ({ milliseconds, seconds }: Timing): EchoMeasurement => ({
  perSecond: milliseconds.length / seconds,
  p50: median(milliseconds),
  p99: percentile(milliseconds, 99),
});

/** As large as a common request. */
const REQUEST = { AuthFlow: "USER_PASSWORD_AUTH", ClientId: "x".repeat(26), Filter: "x".repeat(80) };
