import { days } from "../../base/clock.ts";
import { type Fault, faults } from "../fault.ts";
import type { Pool } from "../pool.ts";
import type { User } from "../user.ts";

/** Why a user may not sign in whatever the password; null where the password decides. */
export function standingRefusal(user: User): Fault | null {
  if (!user.enabled) return faults.userDisabled();
  if (user.status === "UNCONFIRMED") return faults.userNotConfirmed();
  if (user.status === "RESET_REQUIRED") return faults.passwordResetRequired();
  return null;
}

/** Refuses a user who may not sign in; nobody is left to the password. */
export function requireGoodStanding(user: User | undefined): void {
  const refusal = user && standingRefusal(user);
  if (refusal) throw refusal;
}

/** When the user's temporary password stops counting, in epoch milliseconds; null where the password is the user's own. */
export function temporaryPasswordExpiry(pool: Pool, user: User): number | null {
  if (user.status !== "FORCE_CHANGE_PASSWORD" || user.passwordSetAt === null) return null;
  return user.passwordSetAt + days(pool.settings.Policies.PasswordPolicy?.TemporaryPasswordValidityDays ?? 7);
}
