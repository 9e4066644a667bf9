import { updatedSettings } from "../../domain/pool-settings.ts";
import { requireNoImport } from "../../flows/import-guard.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { checkTierChange } from "../../flows/tier-change.ts";
import { operation } from "../operation.ts";

/** Changes a pool's settings, all that the request does not name being kept or reset; they count from now on. */
export const UpdateUserPool = operation("UpdateUserPool", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    await requireNoImport(tx, pool.id);
    const settings = updatedSettings(pool, input);
    await checkTierChange(tx, pool, settings.UserPoolTier);
    await savePool(tx, {
      ...pool,
      name: input.PoolName ?? pool.name,
      settings,
      updatedAt: ctx.clock.now(),
    });
    return {};
  }),
);
