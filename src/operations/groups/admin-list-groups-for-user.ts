import { faults } from "../../domain/fault.ts";
import { pageOf, pageSize } from "../../flows/list-page.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { type GroupPlace, listGroupsOfUser } from "../../store/group-members.ts";
import { operation } from "../operation.ts";
import { groupView } from "./group-view.ts";

/** The groups that a user is in, in the order that tokens have them, a page at a time. */
export const AdminListGroupsForUser = operation("AdminListGroupsForUser", async (ctx, input) => {
  const { user } = await ctx.db.read((tx) => requirePoolAndUser(tx, input, ctx.caller.origin));
  const query = `AdminListGroupsForUser:${user.poolId} ${user.sub}`;
  const after = readPlace(placeOf(ctx, query, input.NextToken));
  const size = pageSize(input.Limit);
  const found = await ctx.db.read((tx) => listGroupsOfUser(tx, user, { after, limit: size + 1 }));
  const { page, end } = pageOf(found, size);
  return {
    Groups: page.map(groupView),
    NextToken: end && pageToken(ctx, query, { precedence: end.precedence, name: end.name }),
  };
});

function readPlace(place: Record<string, unknown> | undefined): GroupPlace | undefined {
  if (!place) return undefined;
  const { precedence, name } = place;
  if ((precedence !== null && typeof precedence !== "number") || typeof name !== "string") {
    throw faults.badPaginationToken();
  }
  return { precedence, name };
}
