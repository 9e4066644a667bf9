import { pageOfSessions } from "../../flows/user-sessions.ts";
import { operation } from "../operation.ts";
import { sessionView } from "./session-view.ts";

/** The sessions of the signed-in user, with whichever clients. */
export const ListUserSessions = operation("ListUserSessions", async (ctx, input) => {
  const { caller } = ctx;
  const { sessions, NextToken } = await pageOfSessions(ctx, "ListUserSessions", caller, input.NextToken);
  return { Sessions: sessions.map((session) => sessionView(session, caller.grantId)), NextToken };
});
