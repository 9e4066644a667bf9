/** Calls that one user may make within an hour, and after which LimitExceededException follows. */
export const HOURLY_LIMITS = {
  ForgotPassword: 20,
  ResendConfirmationCode: 5,
  ConfirmSignUp: 15,
  ChangePassword: 5,
  GetUserAttributeVerificationCode: 5,
  VerifyUserAttribute: 15,
} as const;

export type LimitedCall = keyof typeof HOURLY_LIMITS;
