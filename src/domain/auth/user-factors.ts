import type { AuthFactorType } from "../../model/types.gen.ts";
import type { Pool } from "../pool.ts";
import { isVerified } from "../recovery.ts";
import type { User } from "../user.ts";

interface FactorRule {
  readonly factor: AuthFactorType;
  readonly isHad: (user: User) => boolean;
}

/** In the order in which the service lists them. */
const FIRST_FACTORS: readonly FactorRule[] = [
  { factor: "PASSWORD", isHad: ({ password }) => password !== null },
  { factor: "EMAIL_OTP", isHad: ({ attributes }) => isVerified(attributes, "email") },
  { factor: "SMS_OTP", isHad: ({ attributes }) => isVerified(attributes, "phone_number") },
];

/** With what a user can begin a sign-in: what the pool allows and the user has. */
export function userFactors(pool: Pool, user: User): AuthFactorType[] {
  const allowed: readonly AuthFactorType[] = pool.settings.Policies.SignInPolicy?.AllowedFirstAuthFactors ?? [
    "PASSWORD",
  ];
  return FIRST_FACTORS.filter(({ factor, isHad }) => allowed.includes(factor) && isHad(user)).map(
    ({ factor }) => factor,
  );
}
