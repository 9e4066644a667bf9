import { days } from "../base/clock.ts";
import { sub as asSub, type Sub, type UserPoolId, userPoolId } from "../base/ids.ts";
import type { JsonObject } from "../base/json.ts";
import { type AuthEvent, isFeedbackValue } from "../domain/risk/auth-event.ts";
import type { FeedbackValueType } from "../model/types.gen.ts";
import { setFeedback } from "../store/auth-events.ts";
import type { Context } from "./context.ts";
import { openToken, sealToken } from "./sealed-token.ts";

/** So long the links of a notification count, and its token. */
const VALIDITY = days(30);

/** Whose event somebody may say something of. */
export interface FeedbackRight {
  readonly poolId: UserPoolId;
  readonly sub: Sub;
  readonly eventId: string;
}

/** What a link says by being opened. */
export interface FeedbackLink extends FeedbackRight {
  readonly value: FeedbackValueType;
}

type Purpose = "feedback-token" | "feedback-link";
type Tools = Pick<Context, "vault" | "clock">;

/** The FeedbackToken of an event: unforgeable, and good for either value. */
export const feedbackToken = (tools: Tools, event: AuthEvent): string => seal(tools, "feedback-token", event);

/** What a link to the feedback page carries. */
export const feedbackLinkToken = (tools: Tools, event: AuthEvent, value: FeedbackValueType): string =>
  seal(tools, "feedback-link", event, { value });

/** What a FeedbackToken entitles to; undefined for one that is forged, or too old. */
export const readFeedbackToken = (tools: Tools, token: string): FeedbackRight | undefined => {
  const opened = openToken(tools, "feedback-token", token);
  return opened && rightIn(opened);
};

export function readFeedbackLink(tools: Tools, token: string): FeedbackLink | undefined {
  const opened = openToken(tools, "feedback-link", token);
  const right = opened && rightIn(opened);
  const value = opened?.["value"];
  return right && isFeedbackValue(value) ? { ...right, value } : undefined;
}

const seal = (
  tools: Tools,
  purpose: Purpose,
  { poolId, sub, id: eventId }: AuthEvent,
  more: JsonObject = {},
): string => sealToken(tools, purpose, { poolId, sub, eventId, ...more }, VALIDITY);

function rightIn({ poolId, sub, eventId }: Record<string, unknown>): FeedbackRight | undefined {
  if (typeof poolId !== "string" || typeof sub !== "string" || typeof eventId !== "string") return undefined;
  return { poolId: userPoolId(poolId), sub: asSub(sub), eventId };
}

/** Records what somebody says of an event, over what was said before; false where there is no such event. */
export const giveFeedback = (
  { db, clock }: Pick<Context, "db" | "clock">,
  { poolId, sub, eventId: id }: FeedbackRight,
  value: FeedbackValueType,
  provider: "Admin" | "User",
): Promise<boolean> =>
  db.write((tx) => setFeedback(tx, { poolId, sub, id }, { value, provider, at: clock.now() }));
