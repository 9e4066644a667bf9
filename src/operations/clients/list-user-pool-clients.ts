import { clientId } from "../../base/ids.ts";
import type { AppClient } from "../../domain/app-client.ts";
import { faults } from "../../domain/fault.ts";
import { pageToken, placeOf } from "../../flows/page-token.ts";
import { requirePool } from "../../flows/pools.ts";
import type { ClientTypeType } from "../../model/types.gen.ts";
import { listClients } from "../../store/app-clients.ts";
import { operation } from "../operation.ts";

const DEFAULT_PAGE = 60;

/** A pool's app clients, oldest first, a page at a time; of one type alone, a page may hold few or none. */
export const ListUserPoolClients = operation("ListUserPoolClients", async (ctx, input) => {
  const { UserPoolId, MaxResults: size = DEFAULT_PAGE, NextToken, ClientType } = input;
  const query = `ListUserPoolClients:${UserPoolId}:${ClientType ?? "all"}`;
  const found = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, UserPoolId, ctx.caller.origin);
    return listClients(tx, pool.id, readPlace(placeOf(ctx, query, NextToken)), size + 1);
  });
  const page = found.slice(0, size);
  const last = page.at(-1);
  return {
    UserPoolClients: page
      .filter((client) => ClientType === undefined || typeOf(client) === ClientType)
      .map(({ id, poolId, name }) => ({ ClientId: id, UserPoolId: poolId, ClientName: name })),
    NextToken:
      last && found.length > size
        ? pageToken(ctx, query, { createdAt: last.createdAt, id: last.id })
        : undefined,
  };
});

const typeOf = ({ settings }: AppClient): ClientTypeType => settings.ClientType ?? "REGULAR";

function readPlace(place: Record<string, unknown> | undefined) {
  if (!place) return undefined;
  const { createdAt, id } = place;
  if (typeof createdAt !== "number" || typeof id !== "string") throw faults.badPaginationToken();
  return { createdAt, id: clientId(id) };
}
