import { requirePool } from "../../flows/pools.ts";
import { countUsers } from "../../store/users.ts";
import { operation } from "../operation.ts";
import { poolView } from "./pool-view.ts";

/** A pool's settings, and how many users it has. */
export const DescribeUserPool = operation("DescribeUserPool", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const users = await countUsers(tx, pool.id, Number.MAX_SAFE_INTEGER);
    return { UserPool: poolView(pool, ctx.settings.account, users) };
  }),
);
