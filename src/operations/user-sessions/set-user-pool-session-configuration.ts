import { replaced } from "../../domain/session-configuration.ts";
import { requireSessionTier } from "../../domain/session-tracking.ts";
import { requirePool, savePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { poolConfigurationView } from "./pool-configuration-view.ts";

/** Replaces a pool's whole session configuration; sessions beyond a lower maximum end at their user's next sign-in. */
export const SetUserPoolSessionConfiguration = operation("SetUserPoolSessionConfiguration", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    requireSessionTier(pool);
    const now = ctx.clock.now();
    const { UserSessionTracking: tracking, TokenSession } = input;
    const sessions = replaced(pool.sessions, { tracking, maxPerUser: TokenSession.MaxPerUser }, now);
    const changed = { ...pool, sessions, updatedAt: now };
    await savePool(tx, changed);
    return poolConfigurationView(changed);
  }),
);
