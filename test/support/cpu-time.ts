/** Seconds that this process computes for `work`, which others on the machine don't prolong. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1_000_000;
}
