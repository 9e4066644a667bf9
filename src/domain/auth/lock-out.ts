import { minutes, seconds } from "../../base/clock.ts";

/** Wrong passwords in a row after which each further try must wait. */
const FREE_FAILURES = 5;
const LONGEST_WAIT = minutes(15);

/** The count starts anew so long after the last wrong password. */
export const FAILURES_FORGOTTEN_AFTER = minutes(15);

/** Wrong passwords in a row, and the time of the last. */
export interface Failures {
  readonly count: number;
  readonly lastAt: number;
}

/** Whether tries are refused at `now`: for 1 s after the fifth failure, doubling with each further one. */
export function isLockedOut(failures: Failures | undefined, now: number): boolean {
  if (!failures || failures.count < FREE_FAILURES) return false;
  const wait = Math.min(LONGEST_WAIT, seconds(2 ** (failures.count - FREE_FAILURES)));
  return now < failures.lastAt + wait;
}
