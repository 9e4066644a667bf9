import { userPoolId } from "../../base/ids.ts";
import { faults } from "../../domain/fault.ts";
import { giveFeedback, readFeedbackToken } from "../../flows/auth-event-feedback.ts";
import { findUser } from "../../flows/users.ts";
import { findPool } from "../../store/pools.ts";
import { operation } from "../operation.ts";
import { requireAddOn } from "./require-add-on.ts";

/** Records a user's word on whether an event was the user's own, for who has the token of its notification. */
export const UpdateAuthEventFeedback = operation("UpdateAuthEventFeedback", async (ctx, input) => {
  const right = readFeedbackToken(ctx, input.FeedbackToken);
  const user = await ctx.db.read(async (tx) => {
    const pool = await findPool(tx, userPoolId(input.UserPoolId));
    if (!pool) throw faults.poolNotFound(input.UserPoolId);
    requireAddOn(pool);
    return findUser(tx, pool, input.Username);
  });
  // One refusal for all: whoever has no token is to learn nothing of users and events.
  if (!right || right.poolId !== user?.poolId || right.sub !== user.sub || right.eventId !== input.EventId) {
    throw faults.feedbackTokenInvalid(right ? "a token of another event" : "unknown or too old");
  }
  if (!(await giveFeedback(ctx, right, input.FeedbackValue, "User"))) {
    throw faults.authEventNotFound(input.EventId);
  }
  return {};
});
