import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { BrandingAsset } from "../domain/branding-assets.ts";
import type { ReadTx, WriteTx } from "./db.ts";

/** The images of a client's style, always in the same order. */
export async function findAssets(
  tx: ReadTx,
  poolId: UserPoolId,
  clientId: ClientId,
): Promise<BrandingAsset[]> {
  const rows = await tx
    .selectFrom("branding_assets")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("client_id", "=", clientId)
    .orderBy("category")
    .orderBy("color_mode")
    .orderBy("resource_id")
    .execute();
  return rows.map((row) => ({
    category: row.category,
    colorMode: row.color_mode,
    resourceId: row.resource_id,
    extension: row.extension,
    bytes: row.bytes,
  }));
}

/** Adds images to a client's style, each in the place of the one that is there. */
export async function putAssets(
  tx: WriteTx,
  poolId: UserPoolId,
  clientId: ClientId,
  assets: readonly BrandingAsset[],
): Promise<void> {
  if (assets.length === 0) return;
  await tx
    .insertInto("branding_assets")
    .values(
      assets.map((asset) => ({
        pool_id: poolId,
        client_id: clientId,
        category: asset.category,
        color_mode: asset.colorMode,
        resource_id: asset.resourceId,
        extension: asset.extension,
        bytes: asset.bytes,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(["pool_id", "client_id", "category", "color_mode", "resource_id"])
        .doUpdateSet((eb) => ({
          extension: eb.ref("excluded.extension"),
          bytes: eb.ref("excluded.bytes"),
        })),
    )
    .execute();
}

export async function deleteAssets(tx: WriteTx, poolId: UserPoolId, clientId: ClientId): Promise<void> {
  await tx
    .deleteFrom("branding_assets")
    .where("pool_id", "=", poolId)
    .where("client_id", "=", clientId)
    .execute();
}
