import { requirePool } from "../../flows/pools.ts";
import { domainsOf } from "../../store/domains.ts";
import { estimateUsers } from "../../store/user-counts.ts";
import { operation } from "../operation.ts";
import { poolView } from "./pool-view.ts";

/** A pool's settings, and how many users it has. */
export const DescribeUserPool = operation("DescribeUserPool", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const users = await estimateUsers(tx, pool.id);
    const domains = await domainsOf(tx, pool.id);
    // In the region of a replica, its own ARN is shown.
    const { region } = ctx.caller.origin;
    return { UserPool: poolView({ ...pool, region }, ctx.settings.account, users, domains) };
  }),
);
