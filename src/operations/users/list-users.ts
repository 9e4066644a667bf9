import { attributeList } from "../../domain/attributes.ts";
import { faults } from "../../domain/fault.ts";
import type { Pool } from "../../domain/pool.ts";
import { declarationOf } from "../../domain/schema.ts";
import { parseUserFilter } from "../../domain/user-filter.ts";
import { queryFor } from "../../domain/user-query.ts";
import { pageSize } from "../../flows/list-page.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import type { AttributeType } from "../../model/types.gen.ts";
import { type ListedUser, type ListPlace, listUsers } from "../../store/list-users.ts";
import { type Input, operation } from "../operation.ts";
import { userView } from "./user-view.ts";

/** A pool's users, all or those of a filter, a page at a time: in the order of what is filtered by, else by age. */
export const ListUsers = operation("ListUsers", async (ctx, input) => {
  const pool = await ctx.db.read((tx) => requirePool(tx, input.UserPoolId, ctx.caller.origin));
  const wanted = readAttributesToGet(pool, input);
  const query = queryFor(parseUserFilter(input.Filter ?? ""));
  const tokenOf = `ListUsers:${JSON.stringify([pool.id, input.Filter ?? "", input.AttributesToGet])}`;
  const after = readPlace(placeOf(ctx, tokenOf, input.PaginationToken));
  if (!query) return { Users: [] };

  const { users, end } = await ctx.db.read((tx) =>
    listUsers(tx, pool.id, query, after, pageSize(input.Limit)),
  );
  return {
    Users: users.map((user) => userView(user, shown(user, wanted))),
    PaginationToken: end && pageToken(ctx, tokenOf, { place: [...end] }),
  };
});

type Wanted = ReadonlySet<string> | undefined;

function readAttributesToGet(pool: Pool, { AttributesToGet: names }: Input<"ListUsers">): Wanted {
  const schema = pool.settings.SchemaAttributes;
  if (names?.some((name) => !declarationOf(schema, name))) throw faults.requestedAttributesMissing();
  return names && new Set(names);
}

/** Whoever lacks an attribute that is asked for spoils the page: the service answers no others then. */
function shown(user: ListedUser, wanted: Wanted): AttributeType[] {
  const attributes = attributeList(user);
  if (!wanted) return attributes;
  const found = attributes.filter(({ Name }) => wanted.has(Name));
  if (found.length < wanted.size) throw faults.requestedAttributesMissing();
  return found;
}

function readPlace(place: Record<string, unknown> | undefined): ListPlace | undefined {
  if (!place) return undefined;
  const { place: values } = place;
  const isPlace = (found: unknown): found is ListPlace =>
    Array.isArray(found) && found.every((value) => typeof value === "string" || typeof value === "number");
  if (!isPlace(values)) throw faults.badPaginationToken();
  return values;
}
