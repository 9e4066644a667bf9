import { faults } from "../../domain/fault.ts";
import { MOST_RESOURCE_SERVERS, type ResourceServer, scopesInOrder } from "../../domain/resource-server.ts";
import { requirePool } from "../../flows/pools.ts";
import { LostRace } from "../../store/db.ts";
import { holdPool } from "../../store/pools.ts";
import { countResourceServers, insertResourceServer } from "../../store/resource-servers.ts";
import { operation } from "../operation.ts";
import { resourceServerView } from "./resource-server-view.ts";

/** Makes a resource server, whose scopes clients can be allowed. */
export const CreateResourceServer = operation("CreateResourceServer", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { id: poolId } = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const server: ResourceServer = {
      poolId,
      identifier: input.Identifier,
      name: input.Name,
      scopes: scopesInOrder(input.Scopes),
    };
    if (!(await holdPool(tx, poolId))) throw new LostRace(`the pool ${poolId} was deleted`);
    const count = await countResourceServers(tx, poolId);
    if (!(await insertResourceServer(tx, server))) {
      throw faults.resourceServerExists(server.identifier, poolId);
    }
    if (count >= MOST_RESOURCE_SERVERS) throw faults.tooManyResourceServers(MOST_RESOURCE_SERVERS);
    return { ResourceServer: resourceServerView(server) };
  }),
);
