import { days } from "../../base/clock.ts";
import type { AppClient } from "../app-client.ts";
import { concealsUsers } from "../client-settings.ts";
import { type Fault, faults } from "../fault.ts";
import type { Pool } from "../pool.ts";
import type { User } from "../user.ts";

/** Why a user may not sign in whatever the password; null where the password decides. */
function standingRefusal(user: User): Fault | null {
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

/** Whether the user was imported without a password, one that was void from the beginning, and has set none yet. */
const waitsForFirstPassword = ({ status, password, passwordSetAt, createdAt }: User): boolean =>
  status === "RESET_REQUIRED" && password === null && passwordSetAt === createdAt;

/**
 * The same at a sign-in through a client. One that conceals users does not learn who was imported without a password:
 * any password is wrong there.
 */
export function requireGoodStandingAt(client: AppClient, user: User | undefined): void {
  const isConcealed = user?.enabled && waitsForFirstPassword(user) && concealsUsers(client);
  if (!isConcealed) requireGoodStanding(user);
}

/** When the user's temporary password stops counting, in epoch milliseconds; null where the password is the user's own. */
export function temporaryPasswordExpiry(pool: Pool, user: User): number | null {
  if (user.status !== "FORCE_CHANGE_PASSWORD" || user.passwordSetAt === null) return null;
  return user.passwordSetAt + days(pool.settings.Policies.PasswordPolicy?.TemporaryPasswordValidityDays ?? 7);
}
