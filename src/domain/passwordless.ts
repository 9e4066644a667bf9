import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";
import type { UserAttributes } from "./user.ts";

/** Whether a pool's users may have no password, since codes by mail or SMS sign them in. */
export const allowsPasswordless = ({ settings }: Pool): boolean =>
  (settings.Policies.SignInPolicy?.AllowedFirstAuthFactors ?? []).some(
    (factor) => factor === "EMAIL_OTP" || factor === "SMS_OTP",
  );

/** Refuses a user without a password whom no code could reach. */
export function requireContact(attributes: UserAttributes): void {
  if (!attributes["email"] && !attributes["phone_number"]) throw faults.passwordlessNeedsContact();
}
