import { faults } from "../../domain/fault.ts";
import { requireSignedInUser } from "../../flows/signed-in-user.ts";
import { endSession, requireUserSession } from "../../flows/user-sessions.ts";
import { operation } from "../operation.ts";

/**
 * Ends another session of the signed-in user, with all its tokens. No session came through another one yet that
 * `RevokeAssociatedSessions` could mean.
 */
export const RevokeUserSession = operation("RevokeUserSession", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const whose = await requireSignedInUser(tx, ctx.caller);
    const session = await requireUserSession(tx, ctx, whose, input.SessionId);
    if (session.grantId === ctx.caller.grantId) throw faults.ownSession();
    await endSession(tx, ctx, session);
    return {};
  }),
);
