import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { deleteAssets } from "../../store/branding-assets.ts";
import { deleteBranding } from "../../store/brandings.ts";
import { operation } from "../operation.ts";

/** Deletes a style with its images; its client has none then. */
export const DeleteManagedLoginBranding = operation("DeleteManagedLoginBranding", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const client = await deleteBranding(tx, pool.id, input.ManagedLoginBrandingId);
    if (client === undefined) throw faults.brandingNotFound();
    await deleteAssets(tx, pool.id, client);
    return {};
  }),
);
