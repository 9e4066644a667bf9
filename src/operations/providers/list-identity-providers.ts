import { pageOf, pageSize } from "../../flows/list-page.ts";
import { namedPlaceOf, pageToken } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import { listProviders } from "../../store/identity-providers.ts";
import { operation } from "../operation.ts";
import { providerDescription } from "./provider-view.ts";

/** A pool's providers in the order of their names, a page at a time. */
export const ListIdentityProviders = operation("ListIdentityProviders", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { id } = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const query = `ListIdentityProviders:${id}`;
    const after = namedPlaceOf(ctx, query, input.NextToken);
    const size = pageSize(input.MaxResults);
    const { page, end } = pageOf(await listProviders(tx, id, after, size + 1), size);
    return {
      Providers: page.map(providerDescription),
      NextToken: end && pageToken(ctx, query, { name: end.name }),
    };
  }),
);
