import { sub as asSub } from "../../base/ids.ts";
import { faults } from "../../domain/fault.ts";
import { requireGroup } from "../../flows/groups.ts";
import { pageOf, pageSize } from "../../flows/list-page.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listMembers, type MemberPlace } from "../../store/group-members.ts";
import { operation } from "../operation.ts";
import { userView } from "../users/user-view.ts";

/** The users in a group, in the order in which they were added, a page at a time. */
export const ListUsersInGroup = operation("ListUsersInGroup", async (ctx, input) => {
  const group = await ctx.db.read(async (tx) =>
    requireGroup(tx, await requirePool(tx, input.UserPoolId, ctx.caller.origin), input.GroupName),
  );
  const query = `ListUsersInGroup:${group.poolId} ${group.id}`;
  const after = readPlace(placeOf(ctx, query, input.NextToken));
  const size = pageSize(input.Limit);
  const found = await ctx.db.read((tx) => listMembers(tx, group, { after, limit: size + 1 }));
  const { page, end } = pageOf(found, size);
  return {
    Users: page.map(({ user }) => userView(user)),
    NextToken: end && pageToken(ctx, query, { addedAt: end.addedAt, sub: end.sub }),
  };
});

function readPlace(place: Record<string, unknown> | undefined): MemberPlace | undefined {
  if (!place) return undefined;
  const { addedAt, sub } = place;
  if (typeof addedAt !== "number" || typeof sub !== "string") throw faults.badPaginationToken();
  return { addedAt, sub: asSub(sub) };
}
