import { faults } from "../../domain/fault.ts";
import { finishErasure, newPool } from "../../flows/new-pool.ts";
import { insertPool } from "../../store/pools.ts";
import { operation } from "../operation.ts";
import { poolView } from "./pool-view.ts";

/** Makes a user pool, empty and with the service's defaults for what the request leaves out. */
export const CreateUserPool = operation("CreateUserPool", async (ctx, input) => {
  const pool = newPool(ctx, input, ctx.caller.origin.region);
  await finishErasure(ctx, pool);
  if (!(await ctx.db.write((tx) => insertPool(tx, pool)))) throw faults.poolIdTaken(pool.id);
  return { UserPool: poolView(pool, ctx.settings.account, 0) };
});
