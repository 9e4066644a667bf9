import { type Bytes, toBase64 } from "../base/bytes.ts";
import type {
  AssetCategoryType,
  AssetExtensionType,
  AssetType,
  ColorSchemeModeType,
} from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import { imageTypeOf, isActiveSvg } from "./image-type.ts";

/** Of a style. */
export const MOST_ASSETS = 40;

/** An image of a style. There is one for each category, colour mode and resource id. */
export interface BrandingAsset {
  readonly category: AssetCategoryType;
  readonly colorMode: ColorSchemeModeType;
  /** Empty where it has none. */
  readonly resourceId: string;
  readonly extension: AssetExtensionType;
  /** Base64. */
  readonly bytes: string;
}

/** Categories that take images of one type alone, which is for no other. */
const ONLY: Readonly<Partial<Record<AssetCategoryType, AssetExtensionType>>> = {
  FAVICON_ICO: "ICO",
  FAVICON_SVG: "SVG",
};

/** The assets of a request, checked; of several for one place the last counts. */
export function requestedAssets(assets: readonly AssetType[] | undefined): BrandingAsset[] {
  const byPlace = new Map((assets ?? []).map(assetOf).map((asset) => [placeOf(asset), asset]));
  return [...byPlace.values()];
}

export const placeOf = ({ category, colorMode, resourceId }: Omit<BrandingAsset, "extension" | "bytes">) =>
  `${category} ${colorMode} ${resourceId}`;

function assetOf({
  Category,
  ColorMode,
  Extension,
  Bytes: bytes,
  ResourceId = "",
}: AssetType): BrandingAsset {
  checkCategory(Category, Extension);
  if (bytes === undefined) throw faults.assetWithoutBytes(Category);
  checkImage(bytes, Extension);
  return {
    category: Category,
    colorMode: ColorMode,
    resourceId: ResourceId,
    extension: Extension,
    bytes: toBase64(bytes),
  };
}

function checkCategory(category: AssetCategoryType, extension: AssetExtensionType): void {
  const only = ONLY[category];
  const isIcoElsewhere = extension === "ICO" && only === undefined;
  if (isIcoElsewhere || (only ?? extension) !== extension) throw faults.assetExtension(extension, category);
}

/** The bytes decide what an image is, whatever it is said to be. */
function checkImage(bytes: Bytes, extension: AssetExtensionType): void {
  if (imageTypeOf(bytes) !== extension) throw faults.assetMediaType();
  if (extension === "SVG" && isActiveSvg(bytes)) throw faults.assetActive();
}
