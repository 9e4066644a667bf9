/** One request; the number tells apart what must differ. */
export type Work<T> = (index: number) => Promise<T>;

export interface Bounds {
  readonly lanes: number;
  /** Nothing starts later than this. */
  readonly seconds: number;
  /** Nor more than so many. */
  readonly most: number;
  /** The first number. */
  readonly from: number;
}

export interface Timing {
  /** Of each piece of work, by number. */
  readonly milliseconds: readonly number[];
  readonly seconds: number;
}

/** Works side by side, at least once. Stops at the first failure, and throws it. */
export async function timed(work: Work<unknown>, { lanes, seconds, most, from }: Bounds): Promise<Timing> {
  const milliseconds: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  let started = 0;
  let failed = false;

  async function lane(): Promise<void> {
    while (!failed && started < most && (started === 0 || performance.now() < until)) {
      const at = started++;
      const sent = performance.now();
      await work(from + at);
      milliseconds[at] = performance.now() - sent;
    }
  }

  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    failed = true;
  }
  return { milliseconds, seconds: (performance.now() - began) / 1000 };
}

/** Does `work` for 0, 1, … `count` - 1 and gives the results in that order. */
export async function each<T>(count: number, lanes: number, work: Work<T>): Promise<T[]> {
  const results: T[] = [];
  const keep = async (index: number): Promise<void> => {
    results[index] = await work(index);
  };
  if (count > 0) await timed(keep, { lanes, seconds: Number.POSITIVE_INFINITY, most: count, from: 0 });
  return results;
}
