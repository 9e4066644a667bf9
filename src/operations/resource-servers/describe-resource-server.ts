import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { findResourceServers } from "../../store/resource-servers.ts";
import { operation } from "../operation.ts";
import { resourceServerView } from "./resource-server-view.ts";

/** A resource server with its scopes. */
export const DescribeResourceServer = operation("DescribeResourceServer", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const [server] = await findResourceServers(tx, pool.id, [input.Identifier]);
    if (!server) throw faults.resourceServerNotFound(input.Identifier);
    return { ResourceServer: resourceServerView(server) };
  }),
);
