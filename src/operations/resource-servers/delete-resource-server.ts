import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { removeResourceServer } from "../../store/resource-servers.ts";
import { operation } from "../operation.ts";

/** Ends a resource server. Clients keep its scopes, which are in no token until it is there again. */
export const DeleteResourceServer = operation("DeleteResourceServer", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (!(await removeResourceServer(tx, pool.id, input.Identifier))) {
      throw faults.resourceServerNotFound(input.Identifier);
    }
    return {};
  }),
);
