import { type Clock, minutes } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Db } from "../store/db.ts";
import { eraseSome, nextErasure } from "../store/erasures.ts";
import { deleteExpired } from "../store/expired.ts";
import { Job, type Timers } from "./job.ts";

export interface CleanUpParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Rows deleted in one transaction: few enough that no request waits noticeably for it. */
const BATCH = 500;
const PAUSE = minutes(1);
/** A transaction that began before a removal may still add rows to what was removed. */
const GRACE = minutes(1);

/** Deletes what expired, and what was removed but had too many rows to delete on the spot. */
export const cleanUp = ({ db, clock, timers, log }: CleanUpParts): Job =>
  new Job({
    name: "clean-up",
    work: async () => {
      const moreExpired = await db.write((tx) => deleteExpired(tx, clock.now(), BATCH));
      const moreRemoved = await eraseBatch(db, clock.now() - GRACE);
      return moreExpired || moreRemoved ? 0 : PAUSE;
    },
    pauseAfterFailure: PAUSE,
    timers,
    log,
  });

/** True where an erasure was found; whether there is another one is not known before looking. */
async function eraseBatch(db: Db, requestedBy: number): Promise<boolean> {
  const erasure = await db.read((tx) => nextErasure(tx, requestedBy));
  if (erasure === undefined) return false;
  await db.write((tx) => eraseSome(tx, erasure, BATCH));
  return true;
}
