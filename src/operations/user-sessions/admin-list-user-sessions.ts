import { pageOfSessions } from "../../flows/user-sessions.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";
import { sessionView } from "./session-view.ts";

/** The sessions of a user, with whichever clients. */
export const AdminListUserSessions = operation("AdminListUserSessions", async (ctx, input) => {
  const whose = await ctx.db.read((tx) => requirePoolAndUser(tx, input, ctx.caller.origin));
  const { sessions, NextToken } = await pageOfSessions(ctx, "AdminListUserSessions", whose, input.NextToken);
  return { Sessions: sessions.map((session) => sessionView(session, null)), NextToken };
});
