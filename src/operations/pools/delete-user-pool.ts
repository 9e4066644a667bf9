import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { removePool } from "../../store/pools.ts";
import { operation } from "../operation.ts";

/** Ends a pool with all that is in it, unless deletion protection is active. */
export const DeleteUserPool = operation("DeleteUserPool", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (pool.settings.DeletionProtection === "ACTIVE") throw faults.deletionProtected();
    await removePool(tx, pool, ctx.clock.now());
    return {};
  }),
);
