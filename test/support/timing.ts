import assert from "node:assert/strict";

/** How long work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export interface Comparison {
  /** How often both are measured in a round. */
  readonly tries: number;
  /** The share of the longer time that the two may be apart. */
  readonly mostApart: number;
  /** Moves the server's clock before both are measured once more. */
  readonly step: () => void;
}

/**
 * Two of a kind take as long as each other: both are measured by turns. The machine may have other things to do: a
 * difference is one when three rounds tell it.
 */
export async function expectSameTime<T>(
  [one, other]: readonly [T, T],
  measure: (of: T) => Promise<number>,
  { tries, mostApart, step }: Comparison,
): Promise<void> {
  const rounds: string[] = [];
  for (let round = 0; round < 3; round++) {
    const [ones, others]: [number[], number[]] = [[], []];
    for (let time = 0; time < tries; time++) {
      step();
      ones.push(await measure(one));
      others.push(await measure(other));
    }
    const [a, b] = [median(ones), median(others)];
    if (Math.abs(a - b) / Math.max(a, b) < mostApart) return;
    rounds.push(`${a.toFixed(2)} ms and ${b.toFixed(2)} ms`);
  }
  assert.fail(`${one} and ${other} take ${rounds.join(", ")}`);
}
