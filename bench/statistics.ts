/** The value that so many hundredths of all values don't exceed. Throws where there are none. */
export function percentile(values: readonly number[], hundredths: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((hundredths / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** The one with the lowest median: what else the machine did disturbed it least. Throws where there is none. */
export const best = <T extends { readonly p50: number }>(measured: readonly T[]): T =>
  measured.reduce((least, one) => (one.p50 < least.p50 ? one : least));
