import { requirePool } from "../../flows/pools.ts";
import { pageOfSessions } from "../../flows/user-sessions.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";
import { sessionView } from "./session-view.ts";

/** The sessions of a user, with whichever clients. */
export const AdminListUserSessions = operation("AdminListUserSessions", async (ctx, input) => {
  const whose = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return { pool, user: await requireUser(tx, pool, input.Username) };
  });
  const { sessions, NextToken } = await pageOfSessions(ctx, "AdminListUserSessions", whose, input.NextToken);
  return { Sessions: sessions.map((session) => sessionView(session, null)), NextToken };
});
