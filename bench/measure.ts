import { timed } from "./lanes.ts";
import type { Site } from "./site.ts";
import { median, percentile } from "./statistics.ts";
import type { BenchOperation, Trial } from "./trial.ts";

export interface Measurement {
  readonly perSecond: number;
  /** Milliseconds of the round trip, all steps together. */
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds inside the server, by its own log. */
  readonly serverP50: number;
  /** Milliseconds of processor time of the server's whole process, per operation. */
  readonly cpu: number;
  /** Length of an answer. */
  readonly bytes: number;
}

interface Load {
  readonly lanes: number;
  readonly seconds: number;
}

const WARM_UP = 1 / 3;

/** Measures an operation on one server, after it ran unmeasured for a while. */
export async function measure(operation: BenchOperation, site: Site, load: Load): Promise<Measurement> {
  const trial = await operation.begin(site);
  const lead = { lanes: load.lanes, seconds: load.seconds * WARM_UP, most: operation.most, from: 0 };
  const from = await warmUp(trial, lead);
  const measured = await pass(trial, site, { ...load, most: operation.most, from });
  await trial.end?.();
  return measured;
}

interface Bounds extends Load {
  readonly most: number;
  readonly from: number;
}

/** Gives the number of operations. */
async function warmUp({ steps }: Trial, bounds: Bounds): Promise<number> {
  let { seconds, most } = bounds;
  for (const { prepare, send, check } of steps) {
    prepare?.();
    const done = await timed(async (index) => check(await send(index)), { ...bounds, seconds, most });
    seconds = Number.POSITIVE_INFINITY;
    most = done.milliseconds.length;
  }
  return most;
}

async function pass({ steps }: Trial, { server }: Site, bounds: Bounds): Promise<Measurement> {
  const totals: number[] = [];
  let seconds = 0;
  let cpuSeconds = 0;
  let serverP50 = 0;
  let bytes = 0;
  // The first step decides how many there are; the others do as many, and take about as long.
  let bound = { seconds: bounds.seconds / steps.length, most: bounds.most };
  for (const { prepare, send } of steps) {
    prepare?.();
    await server.log.drain();
    const cpuBefore = await server.cpuSeconds();
    const keepLength = async (index: number): Promise<void> => {
      bytes = (await send(index)).length;
    };
    const done = await timed(keepLength, { ...bounds, ...bound });
    cpuSeconds += (await server.cpuSeconds()) - cpuBefore;
    serverP50 += median(await server.log.drain());
    seconds += done.seconds;
    for (const [index, milliseconds] of done.milliseconds.entries()) {
      totals[index] = (totals[index] ?? 0) + milliseconds;
    }
    bound = { seconds: Number.POSITIVE_INFINITY, most: totals.length };
  }
  return {
    perSecond: totals.length / seconds,
    p50: median(totals),
    p99: percentile(totals, 99),
    serverP50,
    cpu: (cpuSeconds * 1000) / totals.length,
    bytes,
  };
}
