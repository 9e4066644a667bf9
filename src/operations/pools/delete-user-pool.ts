import { faults } from "../../domain/fault.ts";
import { requireNoImport } from "../../flows/import-guard.ts";
import { requirePool } from "../../flows/pools.ts";
import { domainsOf } from "../../store/domains.ts";
import { removePool } from "../../store/pools.ts";
import { operation } from "../operation.ts";

/** Ends a pool with all that is in it, unless deletion protection is active or it has a domain. */
export const DeleteUserPool = operation("DeleteUserPool", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    if (pool.settings.DeletionProtection === "ACTIVE") throw faults.deletionProtected();
    if ((await domainsOf(tx, pool.id)).length > 0) throw faults.poolHasDomainStill();
    await requireNoImport(tx, pool.id);
    await removePool(tx, pool, ctx.clock.now());
    return {};
  }),
);
