import type { UserPoolId } from "../../base/ids.ts";
import { type BrandingAsset, MOST_ASSETS, placeOf, requestedAssets } from "../../domain/branding-assets.ts";
import { faults } from "../../domain/fault.ts";
import { changedStyle, type ManagedLoginBranding } from "../../domain/managed-login-branding.ts";
import { requirePool } from "../../flows/pools.ts";
import { deleteAssets, findAssets, putAssets } from "../../store/branding-assets.ts";
import { findBranding, updateBranding } from "../../store/brandings.ts";
import { LostRace, type WriteTx } from "../../store/db.ts";
import { operation } from "../operation.ts";
import { brandingView } from "./branding-view.ts";

/**
 * Changes a style: settings and images that the request leaves out stay, unless it returns to the default style, which
 * has none.
 */
export const UpdateManagedLoginBranding = operation("UpdateManagedLoginBranding", (ctx, input) => {
  // The model requires neither.
  const { UserPoolId, ManagedLoginBrandingId } = input;
  if (UserPoolId === undefined) throw faults.missingParameter("UserPoolId");
  if (ManagedLoginBrandingId === undefined) throw faults.missingParameter("ManagedLoginBrandingId");

  return ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, UserPoolId, ctx.caller.origin);
    const branding = await requireBranding(tx, pool.id, ManagedLoginBrandingId);
    const changed = { ...branding, ...changedStyle(branding, input), updatedAt: ctx.clock.now() };
    const assets = requestedAssets(input.Assets);

    // The style before its images: whoever deletes it then waits, and finds these too.
    if (!(await updateBranding(tx, changed)))
      throw new LostRace(`style ${branding.id} was changed meanwhile`);
    if (input.UseCognitoProvidedValues) await deleteAssets(tx, pool.id, branding.clientId);
    await addAssets(tx, changed, assets);
    return { ManagedLoginBranding: await brandingView(tx, changed) };
  });
});

async function requireBranding(tx: WriteTx, poolId: UserPoolId, id: string): Promise<ManagedLoginBranding> {
  const branding = await findBranding(tx, poolId, id);
  if (!branding) throw faults.brandingNotFound();
  return branding;
}

async function addAssets(
  tx: WriteTx,
  { poolId, clientId }: ManagedLoginBranding,
  assets: readonly BrandingAsset[],
): Promise<void> {
  const present = await findAssets(tx, poolId, clientId);
  if (new Set([...present, ...assets].map(placeOf)).size > MOST_ASSETS)
    throw faults.tooManyAssets(MOST_ASSETS);
  await putAssets(tx, poolId, clientId, assets);
}
