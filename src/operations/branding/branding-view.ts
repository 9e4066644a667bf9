import { fromBase64 } from "../../base/bytes.ts";
import type { BrandingAsset } from "../../domain/branding-assets.ts";
import { DEFAULT_SETTINGS } from "../../domain/branding-defaults.ts";
import { type ManagedLoginBranding, mergedDocuments } from "../../domain/managed-login-branding.ts";
import type { AssetType, ManagedLoginBrandingType } from "../../model/types.gen.ts";
import { findAssets } from "../../store/branding-assets.ts";
import type { ReadTx } from "../../store/db.ts";

/** A style as the API shows it, which does not name its client; `merged`: with the defaults that it leaves as they are. */
export async function brandingView(
  tx: ReadTx,
  branding: ManagedLoginBranding,
  { merged = false }: { readonly merged?: boolean | undefined } = {},
): Promise<ManagedLoginBrandingType> {
  const assets = await findAssets(tx, branding.poolId, branding.clientId);
  return {
    ManagedLoginBrandingId: branding.id,
    UserPoolId: branding.poolId,
    UseCognitoProvidedValues: branding.usesProvidedValues,
    Settings:
      (merged ? mergedDocuments(DEFAULT_SETTINGS, branding.settings ?? {}) : branding.settings) ?? undefined,
    Assets: assets.map(assetView),
    CreationDate: branding.createdAt,
    LastModifiedDate: branding.updatedAt,
  };
}

const assetView = (asset: BrandingAsset): AssetType => ({
  Category: asset.category,
  ColorMode: asset.colorMode,
  Extension: asset.extension,
  Bytes: fromBase64(asset.bytes),
  ResourceId: asset.resourceId || undefined,
});
