import type { User } from "./user.ts";

/** The user once every token of sign-ins up to now has ended. Never sets an end back, whatever clock `now` is of. */
export const signedOut = (user: User, now: number): User => ({
  ...user,
  signedOutAt: Math.max(user.signedOutAt ?? now, now),
});
