import { type Clock, minutes } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import {
  COUNTED_AT_ONCE,
  type CountedPiece,
  countPiece,
  saveUserCounts,
  staleCounts,
  type UserCount,
} from "../store/user-counts.ts";
import { Job, type Timers } from "./job.ts";

export interface UserCountParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

const PAUSE = minutes(1);
/** Cognito too is late with its numbers. */
const STALE_AFTER = minutes(10);
const POOLS_AT_ONCE = 20;
/** Users counted in one statement: few enough that no request waits noticeably for it. */
const PIECE = 10_000;

/** A pool whose users are being counted, as far as `last`. */
type Counting = UserCount & CountedPiece;

/** Counts the users of every pool again and again, in pieces, so that nobody waits for it. */
export function userCounts({ db, clock, timers, log }: UserCountParts): Job {
  let waiting: readonly Counting[] = [];

  const save = (counts: readonly UserCount[]): Promise<void> =>
    db.write((tx) => saveUserCounts(tx, counts, clock.now()));

  const begin = async (): Promise<number> => {
    const stale = await db.read((tx) => staleCounts(tx, clock.now() - STALE_AFTER, POOLS_AT_ONCE));
    if (stale.length === 0) return PAUSE;
    const small = stale.filter(({ users }) => users <= COUNTED_AT_ONCE);
    if (small.length > 0) await save(small);
    waiting = stale
      .filter(({ users }) => users > COUNTED_AT_ONCE)
      .map(({ poolId }) => ({ poolId, users: 0, last: "" }));
    return 0;
  };

  const goOn = async (counting: Counting, others: readonly Counting[]): Promise<number> => {
    const { poolId } = counting;
    const piece = await db.read((tx) => countPiece(tx, poolId, counting.last, PIECE));
    const users = counting.users + piece.users;
    if (piece.users === PIECE) {
      waiting = [{ poolId, users, last: piece.last }, ...others];
      return 0;
    }
    await save([{ poolId, users }]);
    waiting = others;
    return 0;
  };

  return new Job({
    name: "user counts",
    work: () => {
      const [first, ...others] = waiting;
      return first ? goOn(first, others) : begin();
    },
    pauseAfterFailure: PAUSE,
    timers,
    log,
  });
}
