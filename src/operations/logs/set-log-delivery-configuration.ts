import { checkLogConfigurations } from "../../domain/log-delivery.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** Replaces what a pool logs and where to; an empty list ends it. */
export const SetLogDeliveryConfiguration = operation("SetLogDeliveryConfiguration", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const { LogConfigurations } = input;
    checkLogConfigurations(pool, LogConfigurations);
    await savePool(tx, { ...pool, settings: { ...pool.settings, LogConfigurations } });
    return { LogDeliveryConfiguration: { UserPoolId: pool.id, LogConfigurations } };
  }),
);
