import { endSession, requireUserSession } from "../../flows/user-sessions.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/**
 * Ends a session of a user, with all its tokens. No session came through another one yet that
 * `RevokeAssociatedSessions` could mean.
 */
export const AdminRevokeUserSession = operation("AdminRevokeUserSession", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { pool, user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    await endSession(tx, ctx, await requireUserSession(tx, ctx, { pool, user }, input.SessionId));
    return {};
  }),
);
