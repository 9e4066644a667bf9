import { faults } from "../../domain/fault.ts";
import { pageOf } from "../../flows/list-page.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listResourceServers } from "../../store/resource-servers.ts";
import { operation } from "../operation.ts";
import { resourceServerView } from "./resource-server-view.ts";

/** A pool's resource servers in the order of their identifiers, a page at a time. */
export const ListResourceServers = operation("ListResourceServers", async (ctx, input) => {
  // The model has the service's habit: a size that is left out counts as 0, and is refused.
  const { UserPoolId, MaxResults: size = 0, NextToken } = input;
  const query = `ListResourceServers:${UserPoolId}`;
  const found = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, UserPoolId, ctx.caller.origin);
    return listResourceServers(tx, pool.id, readPlace(placeOf(ctx, query, NextToken)), size + 1);
  });
  const { page, end } = pageOf(found, size);
  return {
    ResourceServers: page.map(resourceServerView),
    NextToken: end && pageToken(ctx, query, { identifier: end.identifier }),
  };
});

function readPlace(place: Record<string, unknown> | undefined): string | undefined {
  if (!place) return undefined;
  const { identifier } = place;
  if (typeof identifier !== "string") throw faults.badPaginationToken();
  return identifier;
}
