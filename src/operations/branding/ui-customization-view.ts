import type { Pool } from "../../domain/pool.ts";
import { ALL_CLIENTS, logoPath, type UiCustomization } from "../../domain/ui-customization.ts";
import type { Context } from "../../flows/context.ts";
import type { UICustomizationType } from "../../model/types.gen.ts";

/** A customization of the classic sign-in pages as the API shows it. */
export const uiCustomizationView = (
  { settings }: Pick<Context, "settings">,
  pool: Pool,
  { clientId, css, logo, updatedAt, createdAt }: UiCustomization,
): UICustomizationType => ({
  UserPoolId: pool.id,
  ClientId: clientId ?? ALL_CLIENTS,
  ImageUrl: logo ? `${settings.poolUrl(pool)}${logoPath(logo)}` : undefined,
  CSS: css?.text,
  CSSVersion: css?.version,
  LastModifiedDate: updatedAt,
  CreationDate: createdAt,
});
