import { requirePool } from "../../flows/pools.ts";
import { endSession, requireUserSession } from "../../flows/user-sessions.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/**
 * Ends a session of a user, with all its tokens. No session came through another one yet that
 * `RevokeAssociatedSessions` could mean.
 */
export const AdminRevokeUserSession = operation("AdminRevokeUserSession", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
    await endSession(tx, ctx, await requireUserSession(tx, ctx, { pool, user }, input.SessionId));
    return {};
  }),
);
