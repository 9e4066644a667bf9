import { faults } from "../../domain/fault.ts";
import { giveFeedback } from "../../flows/auth-event-feedback.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";
import { requireAddOn } from "./require-add-on.ts";

/** Records an administrator's word on whether an event was the user's own. */
export const AdminUpdateAuthEventFeedback = operation("AdminUpdateAuthEventFeedback", async (ctx, input) => {
  const user = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    requireAddOn(pool);
    return requireUser(tx, pool, input.Username);
  });
  const event = { poolId: user.poolId, sub: user.sub, eventId: input.EventId };
  if (!(await giveFeedback(ctx, event, input.FeedbackValue, "Admin"))) {
    throw faults.authEventNotFound(input.EventId);
  }
  return {};
});
