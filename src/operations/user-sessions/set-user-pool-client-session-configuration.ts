import { faults } from "../../domain/fault.ts";
import { requireSessionTier, tracksSessions } from "../../domain/session-tracking.ts";
import { requirePoolAndClient, saveClient } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { clientConfigurationView } from "./client-configuration-view.ts";

/** Replaces a client's whole session configuration, in a pool that tracks sessions. */
export const SetUserPoolClientSessionConfiguration = operation(
  "SetUserPoolClientSessionConfiguration",
  (ctx, input) =>
    ctx.db.write(async (tx) => {
      const { pool, client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
      requireSessionTier(pool);
      if (!tracksSessions(pool)) throw faults.sessionsNotTracked();
      const changed = { ...client, ssoValidityMinutes: input.SSOSession.MaxValidityMinutes };
      await saveClient(tx, changed);
      return clientConfigurationView(changed);
    }),
);
