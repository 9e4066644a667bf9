import { faults } from "../../domain/fault.ts";
import type { AuthEvent } from "../../domain/risk/auth-event.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import type { AuthEventType } from "../../model/types.gen.ts";
import { type AuthEventPlace, listAuthEvents } from "../../store/auth-events.ts";
import { operation } from "../operation.ts";
import { requireAddOn } from "./require-add-on.ts";

const LARGEST_PAGE = 60;

/** What a user was seen to do, newest first, a page at a time. */
export const AdminListUserAuthEvents = operation("AdminListUserAuthEvents", async (ctx, input) => {
  const limit = input.MaxResults || LARGEST_PAGE;
  const { pool, user } = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    requireAddOn(pool);
    return { pool, user: await requireUser(tx, pool, input.Username) };
  });
  const tokenOf = `AdminListUserAuthEvents:${JSON.stringify([pool.id, user.sub])}`;
  const after = readPlace(placeOf(ctx, tokenOf, input.NextToken));
  const found = await ctx.db.read((tx) => listAuthEvents(tx, pool.id, user.sub, after, limit + 1));
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    AuthEvents: page.map(authEventView),
    NextToken: last && pageToken(ctx, tokenOf, { createdAt: last.createdAt, id: last.id }),
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

function readPlace(place: Record<string, unknown> | undefined): AuthEventPlace | undefined {
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id };
}
