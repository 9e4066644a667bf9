import type { ClientId, UserPoolId } from "../../src/base/ids.ts";
import type { UiCustomization } from "../../src/domain/ui-customization.ts";
import { putAssets } from "../../src/store/branding-assets.ts";
import { insertBranding } from "../../src/store/brandings.ts";
import type { WriteTx } from "../../src/store/db.ts";
import { insertTerms } from "../../src/store/terms.ts";
import { putUiCustomization } from "../../src/store/ui-customizations.ts";
import { CLIENT, POOL, T0 } from "./fixtures.ts";

export const aCustomization = (more: Partial<UiCustomization> = {}): UiCustomization => ({
  poolId: POOL,
  clientId: CLIENT,
  css: { text: ".logo-customizable {}", version: "20231114221320" },
  logo: { version: "a", format: "png", image: "iVBORw==" },
  createdAt: T0,
  updatedAt: T0,
  ...more,
});

/** Gives a client a style with an image, a customization of the classic pages and terms. */
export async function insertLooks(tx: WriteTx, poolId: UserPoolId, clientId: ClientId): Promise<void> {
  const made = { poolId, clientId, createdAt: T0, updatedAt: T0 };
  const id = `of ${clientId}`;
  await insertBranding(tx, { ...made, id, usesProvidedValues: false, settings: {}, version: 1 });
  await putAssets(tx, poolId, clientId, [
    { category: "FORM_LOGO", colorMode: "LIGHT", resourceId: "", extension: "PNG", bytes: "iVBORw==" },
  ]);
  await putUiCustomization(tx, aCustomization(made));
  await insertTerms(tx, {
    ...made,
    id,
    name: "terms-of-use",
    source: "LINK",
    enforcement: "NONE",
    links: {},
    version: 1,
  });
}
