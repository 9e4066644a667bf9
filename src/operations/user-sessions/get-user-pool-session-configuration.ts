import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { poolConfigurationView } from "./pool-configuration-view.ts";

/** Whether a pool tracks sessions, and how many a user may have. */
export const GetUserPoolSessionConfiguration = operation("GetUserPoolSessionConfiguration", (ctx, input) =>
  ctx.db.read(async (tx) =>
    poolConfigurationView(await requirePool(tx, input.UserPoolId, ctx.caller.origin)),
  ),
);
