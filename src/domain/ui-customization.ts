import { type Bytes, sha256, toBase64, toHex, utf8 } from "../base/bytes.ts";
import type { ClientId, UserPoolId } from "../base/ids.ts";
import { checkCss } from "./customizable-css.ts";
import { faults } from "./fault.ts";
import { imageTypeOf } from "./image-type.ts";

/** What a request calls a customization that is meant for every client without one of its own. */
export const ALL_CLIENTS = "ALL";

export type LogoFormat = "png" | "jpg";

export interface Logo {
  /** Follows from the image, so that what was fetched under it stays good. */
  readonly version: string;
  readonly format: LogoFormat;
  /** Base64. */
  readonly image: string;
}

/** How the classic sign-in pages look. */
export interface UiCustomization {
  readonly poolId: UserPoolId;
  /** Null: for every client without one of its own. */
  readonly clientId: ClientId | null;
  readonly css: { readonly text: string; readonly version: string } | null;
  readonly logo: Logo | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Bytes. */
const LARGEST_IMAGE = 100 * 1024;
/** Of CSS and of the image in base64, as they travel; bytes. */
const LARGEST_REQUEST = 135 * 1024;

const FORMATS: Readonly<Partial<Record<string, LogoFormat>>> = { PNG: "png", JPEG: "jpg" };

/** What a request sets, checked; CSS and logo are set together, and an empty one counts as none. */
export function requestedLook(
  {
    CSS: css,
    ImageFile: image,
  }: { readonly CSS?: string | undefined; readonly ImageFile?: Bytes | undefined },
  now: number,
): Pick<UiCustomization, "css" | "logo"> {
  if (css) checkCss(css);
  const logo = image?.length ? logoOf(image) : null;
  if (utf8(css ?? "").length + (logo?.image.length ?? 0) > LARGEST_REQUEST) throw faults.uiTooLarge();
  return { css: css ? { text: css, version: cssVersionAt(now) } : null, logo };
}

function logoOf(image: Bytes): Logo {
  if (image.length > LARGEST_IMAGE) throw faults.uiTooLarge();
  const format = FORMATS[imageTypeOf(image) ?? ""];
  if (!format) throw faults.logoFormat();
  return { version: toHex(sha256(image)).slice(0, 32), format, image: toBase64(image) };
}

/** A moment as `20190128172214`. */
const cssVersionAt = (now: number): string => new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);

/** Where a logo is served, below its pool's own address. */
export const logoPath = ({ version, format }: Logo): string => `/ui/${version}/logo.${format}`;
