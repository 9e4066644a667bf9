import type { AuthEvent } from "../../domain/risk/auth-event.ts";
import { pageOf, pageSize } from "../../flows/list-page.ts";
import { agedPlaceOf, pageToken } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import type { AuthEventType } from "../../model/types.gen.ts";
import { listAuthEvents } from "../../store/auth-events.ts";
import { operation } from "../operation.ts";
import { requireAddOn } from "./require-add-on.ts";

/** What a user was seen to do, newest first, a page at a time. */
export const AdminListUserAuthEvents = operation("AdminListUserAuthEvents", async (ctx, input) => {
  const size = pageSize(input.MaxResults);
  const { pool, user } = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    requireAddOn(pool);
    return { pool, user: await requireUser(tx, pool, input.Username) };
  });
  const query = `AdminListUserAuthEvents:${JSON.stringify([pool.id, user.sub])}`;
  const after = agedPlaceOf(ctx, query, input.NextToken);
  const found = await ctx.db.read((tx) => listAuthEvents(tx, pool.id, user.sub, after, size + 1));
  const { page, end } = pageOf(found, size);
  return {
    AuthEvents: page.map(authEventView),
    NextToken: end && pageToken(ctx, query, { createdAt: end.createdAt, id: end.id }),
  };
});

function authEventView(event: AuthEvent): AuthEventType {
  const { context, feedback } = event;
  return {
    EventId: event.id,
    EventType: event.type,
    CreationDate: event.createdAt,
    EventResponse: event.response,
    EventRisk: event.risk,
    ChallengeResponses: [...event.challenges],
    EventContextData: {
      IpAddress: context.ipAddress,
      DeviceName: context.deviceName,
      Timezone: context.timezone ?? undefined,
    },
    EventFeedback: feedback
      ? { FeedbackValue: feedback.value, Provider: feedback.provider, FeedbackDate: feedback.at }
      : undefined,
  };
}
