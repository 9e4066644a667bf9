import { faults } from "../../domain/fault.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { findBrandingOfClient } from "../../store/brandings.ts";
import { operation } from "../operation.ts";
import { brandingView } from "./branding-view.ts";

/** The style of a client. */
export const DescribeManagedLoginBrandingByClient = operation(
  "DescribeManagedLoginBrandingByClient",
  (ctx, input) =>
    ctx.db.read(async (tx) => {
      const { pool, client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
      const branding = await findBrandingOfClient(tx, pool.id, client.id);
      if (!branding) throw faults.brandingOfClientNotFound(client.id);
      return {
        ManagedLoginBranding: await brandingView(tx, branding, { merged: input.ReturnMergedResources }),
      };
    }),
);
