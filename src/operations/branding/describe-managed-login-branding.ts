import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { findBranding } from "../../store/brandings.ts";
import { operation } from "../operation.ts";
import { brandingView } from "./branding-view.ts";

/** A style by its id. */
export const DescribeManagedLoginBranding = operation("DescribeManagedLoginBranding", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const branding = await findBranding(tx, pool.id, input.ManagedLoginBrandingId);
    if (!branding) throw faults.brandingNotFound();
    return {
      ManagedLoginBranding: await brandingView(tx, branding, { merged: input.ReturnMergedResources }),
    };
  }),
);
