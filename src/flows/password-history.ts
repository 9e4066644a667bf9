import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import type { StoredPassword, User } from "../domain/user.ts";
import type { ReadTx, WriteTx } from "../store/db.ts";
import { findPasswordHistory, putPasswordHistory } from "../store/password-histories.ts";
import { findUserBySub } from "../store/users.ts";
import type { Context } from "./context.ts";
import { matchesStored, type PasswordOwner, type PasswordTools, storedPassword } from "./passwords.ts";

/** How many of a user's last passwords, the present one among them, may not be used again. */
const historySize = ({ settings }: Pick<Pool, "settings">): number =>
  settings.Policies.PasswordPolicy?.PasswordHistorySize ?? 0;

/** How a password compares with those that may not be used again. */
export interface Comparison {
  readonly isUsed: boolean;
  /** What it was compared with. */
  readonly earlier: readonly StoredPassword[];
}

/** A new password that may be set, unless others are set meanwhile. */
export interface AdmittedPassword extends Pick<Comparison, "earlier"> {
  readonly stored: StoredPassword;
}

/** Thrown in a transaction that meets other passwords than those a decision was made by: it is to be made again. */
class PasswordsChanged extends Error {}

type Tools = PasswordTools & Pick<Context, "db">;

/** So many comparisons of one request run at a time: each takes a thread for some milliseconds. */
const AT_ONCE = 4;

/** Compares a password with the user's last ones, as far as the pool's policy goes back. Call it outside transactions. */
export async function compareWithEarlier(
  tools: Tools,
  pool: Pool,
  owner: PasswordOwner,
  password: string,
): Promise<Comparison> {
  const size = historySize(pool);
  if (size === 0) return { isUsed: false, earlier: [] };
  const all = await tools.db.read(async (tx) => {
    const user = await findUserBySub(tx, pool.id, owner.sub);
    return user ? passwordsOf(tx, user) : [];
  });
  const earlier = all.slice(0, size);
  for (let at = 0; at < earlier.length; at += AT_ONCE) {
    const some = earlier.slice(at, at + AT_ONCE);
    const equal = await Promise.all(some.map((one) => matchesStored(tools, pool, owner, one, password)));
    if (equal.includes(true)) return { isUsed: true, earlier };
  }
  return { isUsed: false, earlier };
}

/** Hashes a new password, and refuses one that was used too recently. Call it outside transactions. */
export async function admitPassword(
  tools: Tools,
  pool: Pool,
  owner: PasswordOwner,
  password: string,
): Promise<AdmittedPassword> {
  const { isUsed, earlier } = await compareWithEarlier(tools, pool, owner, password);
  if (isUsed) throw faults.passwordUsedBefore();
  return { stored: await storedPassword(tools, pool, owner, password), earlier };
}

/**
 * Enters an admitted password into the history of the user who gets it; `before` is the user as read in this
 * transaction, without it. Call it once the user is stored, whose row keeps others from doing the same.
 */
export async function recordAdmitted(
  tx: WriteTx,
  pool: Pool,
  before: User,
  { stored, earlier }: AdmittedPassword,
): Promise<void> {
  const size = historySize(pool);
  if (size === 0) return;
  const all = await passwordsOf(tx, before);
  if (!all.slice(0, size).every((one) => isAmong(earlier, one))) {
    throw new PasswordsChanged(`user ${before.sub} got another password meanwhile`);
  }
  await putPasswordHistory(tx, pool.id, before.sub, [stored, ...all].slice(0, size));
}

/** Enters a password that was not to be judged, such as a new user's, into its user's history. */
export async function recordPresent(tx: WriteTx, pool: Pool, user: User): Promise<void> {
  const size = historySize(pool);
  if (size === 0 || !user.password) return;
  await putPasswordHistory(tx, pool.id, user.sub, (await passwordsOf(tx, user)).slice(0, size));
}

/** Refuses to act on what was decided by a password that another one has replaced. */
export function requireSamePassword(decidedBy: User, current: User): void {
  if (decidedBy.password?.sealed !== current.password?.sealed) {
    throw new PasswordsChanged(`user ${current.sub} got another password meanwhile`);
  }
}

const TRIES = 10;

/** Decides and acts, and does both again where passwords were changed in between; `tried` counts from 1. */
export async function whilePasswordsStay<T>(decideAndAct: (tried: number) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await decideAndAct(tried);
    } catch (error) {
      if (!(error instanceof PasswordsChanged)) throw error;
      if (tried === TRIES) throw faults.rateExceeded(error.message);
    }
  }
}

/** A user's passwords, newest first: the present one may be older than the pool's policy, and so not recorded. */
async function passwordsOf(tx: ReadTx, { poolId, sub, password }: User): Promise<readonly StoredPassword[]> {
  const recorded = await findPasswordHistory(tx, poolId, sub);
  return password && !isAmong(recorded, password) ? [password, ...recorded] : recorded;
}

const isAmong = (passwords: readonly StoredPassword[], { sealed }: StoredPassword): boolean =>
  passwords.some((one) => one.sealed === sealed);
