import { clientId } from "../../base/ids.ts";
import type { AppClient } from "../../domain/app-client.ts";
import { pageOf, pageSize } from "../../flows/list-page.ts";
import { agedPlaceOf, pageToken } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import type { ClientTypeType } from "../../model/types.gen.ts";
import { listClients } from "../../store/app-clients.ts";
import { operation } from "../operation.ts";

/** A pool's app clients, oldest first, a page at a time; of one type alone, a page may hold few or none. */
export const ListUserPoolClients = operation("ListUserPoolClients", async (ctx, input) => {
  const { UserPoolId, NextToken, ClientType } = input;
  const size = pageSize(input.MaxResults);
  const query = `ListUserPoolClients:${UserPoolId}:${ClientType ?? "all"}`;
  const found = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, UserPoolId, ctx.caller.origin);
    const after = agedPlaceOf(ctx, query, NextToken);
    return listClients(tx, pool.id, after && { ...after, id: clientId(after.id) }, size + 1);
  });
  const { page, end } = pageOf(found, size);
  return {
    UserPoolClients: page
      .filter((client) => ClientType === undefined || typeOf(client) === ClientType)
      .map(({ id, poolId, name }) => ({ ClientId: id, UserPoolId: poolId, ClientName: name })),
    NextToken: end && pageToken(ctx, query, { createdAt: end.createdAt, id: end.id }),
  };
});

const typeOf = ({ settings }: AppClient): ClientTypeType => settings.ClientType ?? "REGULAR";
