import { hours } from "../base/clock.ts";
import { faults } from "../domain/fault.ts";
import { HOURLY_LIMITS, type LimitedCall } from "../domain/limits.ts";
import { recordAttempt } from "../store/attempts.ts";
import type { WriteTx } from "../store/db.ts";
import { type Subject, subjectOf } from "./attempt.ts";

const WINDOW = hours(1);

/** Counts a call; refuses it once the user, or whoever goes by the name, made too many within the hour. */
export async function countCall(
  tx: WriteTx,
  subject: Subject,
  call: LimitedCall,
  now: number,
): Promise<void> {
  const { count } = await recordAttempt(tx, {
    poolId: subject.pool.id,
    subject: subjectOf(subject),
    kind: call,
    now,
    windowMs: WINDOW,
  });
  if (count > HOURLY_LIMITS[call]) throw faults.attemptLimit();
}
