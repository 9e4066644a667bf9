import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** What a pool logs and where to. */
export const GetLogDeliveryConfiguration = operation("GetLogDeliveryConfiguration", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const LogConfigurations = [...(pool.settings.LogConfigurations ?? [])];
    return { LogDeliveryConfiguration: { UserPoolId: pool.id, LogConfigurations } };
  }),
);
