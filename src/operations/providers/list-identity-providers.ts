import { faults } from "../../domain/fault.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listProviders } from "../../store/identity-providers.ts";
import { operation } from "../operation.ts";
import { providerDescription } from "./provider-view.ts";

const DEFAULT_PAGE = 60;

/** A pool's providers in the order of their names, a page at a time. */
export const ListIdentityProviders = operation("ListIdentityProviders", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { id } = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const query = `ListIdentityProviders:${id}`;
    const after = readPlace(placeOf(ctx, query, input.NextToken));
    const size = input.MaxResults || DEFAULT_PAGE;
    const found = await listProviders(tx, id, after, size + 1);
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      Providers: page.map(providerDescription),
      NextToken: last && found.length > page.length ? pageToken(ctx, query, { name: last.name }) : undefined,
    };
  }),
);

function readPlace(place: Record<string, unknown> | undefined): string | undefined {
  if (!place) return undefined;
  if (typeof place["name"] !== "string") throw faults.badPaginationToken();
  return place["name"];
}
