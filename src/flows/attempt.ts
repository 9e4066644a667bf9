import { sha256, toHex, utf8 } from "../base/bytes.ts";
import type { Door } from "../domain/auth/flow.ts";
import { FAILURES_FORGOTTEN_AFTER, isLockedOut } from "../domain/auth/lock-out.ts";
import type { Origin } from "../domain/caller.ts";
import { type Fault, faults } from "../domain/fault.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { clearAttempts, findAttempts, holdAttempts, recordAttempt } from "../store/attempts.ts";
import type { ReadTx, WriteTx } from "../store/db.ts";
import type { Context } from "./context.ts";
import type { PoolAndClient } from "./pools.ts";

/** One request of a sign-in. */
export interface SignInAttempt extends PoolAndClient {
  readonly door: Door;
  /** Undefined where nobody has the name and the client conceals that. */
  readonly user: User | undefined;
  /** The name as this request gave it. */
  readonly username: string;
  readonly origin: Origin;
}

const WRONG_PASSWORDS = "password";

export type Subject = Pick<SignInAttempt, "pool" | "user" | "username">;

/** Who tries are counted for: the user, or where there is none the name, so that both are bounded alike. */
export const subjectOf = ({ pool, user, username }: Subject): string =>
  user?.sub ?? `name:${toHex(sha256(utf8(nameKey(pool, username))))}`;

/** Refuses while too many wrong passwords in a row keep everybody waiting. */
export async function requireNotLockedOut(tx: ReadTx, subject: Subject, now: number): Promise<void> {
  const failures = await findAttempts(tx, subject.pool.id, subjectOf(subject), WRONG_PASSWORDS);
  if (isLockedOut(failures, now)) throw faults.passwordAttemptsExceeded();
}

/**
 * What a right password must still pass in the transaction that acts on it: guesses that failed since it was checked
 * may have locked the user, so that guessing side by side gains nothing. Ends the count of wrong ones.
 */
export async function admitRightPassword(tx: WriteTx, subject: Subject, now: number): Promise<void> {
  await requireNotLockedOut(tx, subject, now);
  await forgetWrongPasswords(tx, subject);
}

export const forgetWrongPasswords = (tx: WriteTx, subject: Subject): Promise<void> =>
  clearAttempts(tx, subject.pool.id, subjectOf(subject), WRONG_PASSWORDS);

/** Counts a wrong password; false where the user was locked out meanwhile, so that nobody may learn that it is wrong. */
export function countWrongPassword(
  { db, clock }: Pick<Context, "db" | "clock">,
  subject: Subject,
): Promise<boolean> {
  const now = clock.now();
  const attempt = { poolId: subject.pool.id, subject: subjectOf(subject), kind: WRONG_PASSWORDS, now };
  return db.write(async (tx) => {
    // Guesses side by side are all let in: only so many of them may learn that they are wrong.
    if (isLockedOut(await holdAttempts(tx, attempt), now)) return false;
    await recordAttempt(tx, { ...attempt, windowMs: FAILURES_FORGOTTEN_AFTER, windowSince: "last" });
    return true;
  });
}

/** The refusal of a wrong password, which it counts. */
export const wrongPassword = async (
  tools: Pick<Context, "db" | "clock">,
  subject: Subject,
): Promise<Fault> =>
  (await countWrongPassword(tools, subject)) ? faults.wrongCredentials() : faults.passwordAttemptsExceeded();
