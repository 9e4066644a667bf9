import { mfaConfigOf, withMfaConfig } from "../../domain/mfa-config.ts";
import { checkPoolSettings } from "../../domain/pool-rules.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** Replaces a pool's second factors; what the request leaves out is off. */
export const SetUserPoolMfaConfig = operation("SetUserPoolMfaConfig", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const settings = withMfaConfig(pool.settings, input);
    checkPoolSettings(settings, pool.region);
    await savePool(tx, { ...pool, settings, updatedAt: ctx.clock.now() });
    return mfaConfigOf(settings);
  }),
);
