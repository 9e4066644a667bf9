import type { Sub, UserPoolId } from "../../base/ids.ts";
import type {
  ChallengeResponseType,
  EventResponseType,
  EventRiskType,
  EventType,
  FeedbackValueType,
} from "../../model/types.gen.ts";

/** What a request says of the user's own device, where it comes by way of somebody else's. */
export interface Reported {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly deviceId: string | null;
  readonly timezone: string | null;
}

/** Where an event came from, as far as it is known; places are not looked up. */
export interface EventContext {
  readonly ipAddress: string;
  readonly deviceName: string;
  /** Tells devices of one name apart, where the app sends it. */
  readonly deviceId: string | null;
  readonly timezone: string | null;
}

export interface EventFeedback {
  readonly value: FeedbackValueType;
  /** Who gave it: `Admin` or `User`. */
  readonly provider: string;
  readonly at: number;
}

/** Something a user was seen to do in a pool with threat protection. */
export interface AuthEvent {
  readonly poolId: UserPoolId;
  readonly id: string;
  readonly sub: Sub;
  readonly type: EventType;
  readonly response: EventResponseType;
  readonly risk: EventRiskType;
  readonly challenges: readonly ChallengeResponseType[];
  readonly context: EventContext;
  readonly feedback: EventFeedback | null;
  readonly createdAt: number;
}

export const isFeedbackValue = (value: unknown): value is FeedbackValueType =>
  value === "Valid" || value === "Invalid";
