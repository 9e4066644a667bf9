import { hours } from "../../base/clock.ts";
import type {
  AccountTakeoverEventActionType,
  RiskLevelType,
  UserPoolMfaType,
} from "../../model/types.gen.ts";
import type { AuthEvent, EventContext } from "./auth-event.ts";

/** How many of a user's latest events a risk is judged by. */
export const EVENTS_JUDGED = 50;

/** Wrong passwords before a right one that make it look guessed. */
const MANY_FAILURES = 5;
const FAILURES_WITHIN = hours(1);

type PastEvent = Pick<AuthEvent, "type" | "response" | "challenges" | "context" | "feedback" | "createdAt">;

/**
 * How much a sign-in whose password is right looks like somebody else's, by what the user did before, newest first;
 * null where nothing is strange. Who never signed in has no habits to break.
 */
export function riskOf(past: readonly PastEvent[], context: EventContext, now: number): RiskLevelType | null {
  const signIns = past.filter(({ type }) => type === "SignIn");
  if (signIns.some((event) => isDisowned(event) && isFrom(event, context))) return "High";
  const trusted = signIns.filter(isTrusted);
  const knowsAddress = trusted.some((event) => isSameAddress(event, context));
  const knowsDevice = trusted.some((event) => isSameDevice(event, context));
  // Before failures are counted: others' guesses are not to lock users out where they always sign in.
  if (knowsAddress && knowsDevice) return null;
  if (failuresBefore(signIns, now) >= MANY_FAILURES) return "High";
  if (trusted.length === 0) return null;
  return knowsAddress || knowsDevice ? "Low" : "Medium";
}

const isDisowned = ({ feedback }: PastEvent): boolean => feedback?.value === "Invalid";

/** Succeeded, and not disowned; or owned up to, even if it was blocked. */
const isTrusted = ({ response, feedback }: PastEvent): boolean =>
  feedback ? feedback.value === "Valid" : response === "Pass";

const isSameAddress = ({ context }: PastEvent, { ipAddress }: EventContext): boolean =>
  context.ipAddress === ipAddress;

const isSameDevice = ({ context }: PastEvent, { deviceName, deviceId }: EventContext): boolean =>
  context.deviceName === deviceName && context.deviceId === deviceId;

const isFrom = (event: PastEvent, context: EventContext): boolean =>
  isSameAddress(event, context) && isSameDevice(event, context);

/** Wrong passwords since one was right, within the hour. */
function failuresBefore(signIns: readonly PastEvent[], now: number): number {
  const end = signIns.findIndex((event) => !isWrong(event) || event.createdAt <= now - FAILURES_WITHIN);
  return end === -1 ? signIns.length : end;
}

const isWrong = ({ challenges }: PastEvent): boolean =>
  challenges.some(({ ChallengeResponse }) => ChallengeResponse === "Failure");

/** What an action comes to for a user; `askForMfa` where a second factor would decide. */
export type TakeoverResponse = "allow" | "block" | "askForMfa";

/** Where a pool has no second factors nobody can be asked for one: that is let pass, or is not. */
export function takeoverResponse(
  action: AccountTakeoverEventActionType,
  mfa: UserPoolMfaType,
): TakeoverResponse {
  switch (action) {
    case "NO_ACTION":
      return "allow";
    case "BLOCK":
      return "block";
    case "MFA_IF_CONFIGURED":
      return mfa === "OFF" ? "allow" : "askForMfa";
    case "MFA_REQUIRED":
      return mfa === "OFF" ? "block" : "askForMfa";
  }
}
