import { faults } from "../../domain/fault.ts";
import { type ResourceServer, scopesInOrder } from "../../domain/resource-server.ts";
import { requirePool } from "../../flows/pools.ts";
import { updateResourceServer } from "../../store/resource-servers.ts";
import { operation } from "../operation.ts";
import { resourceServerView } from "./resource-server-view.ts";

/** Gives a resource server another name and other scopes: none, where the request has none. */
export const UpdateResourceServer = operation("UpdateResourceServer", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const server: ResourceServer = {
      poolId: pool.id,
      identifier: input.Identifier,
      name: input.Name,
      scopes: scopesInOrder(input.Scopes),
    };
    if (!(await updateResourceServer(tx, server))) throw faults.resourceServerNotFound(server.identifier);
    return { ResourceServer: resourceServerView(server) };
  }),
);
