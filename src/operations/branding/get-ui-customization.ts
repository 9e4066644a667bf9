import { ALL_CLIENTS } from "../../domain/ui-customization.ts";
import { requirePool, requirePoolAndClient } from "../../flows/pools.ts";
import { findUiCustomization } from "../../store/ui-customizations.ts";
import { operation } from "../operation.ts";
import { uiCustomizationView } from "./ui-customization-view.ts";

/** The look of a client's classic sign-in pages, or else of every client's; empty where nobody set one. */
export const GetUICustomization = operation("GetUICustomization", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { UserPoolId, ClientId = ALL_CLIENTS } = input;
    const { origin } = ctx.caller;
    const { pool, client } =
      ClientId === ALL_CLIENTS
        ? { pool: await requirePool(tx, UserPoolId, origin), client: null }
        : await requirePoolAndClient(tx, { UserPoolId, ClientId }, origin);
    const found = await findUiCustomization(tx, pool.id, client?.id ?? null);
    return { UICustomization: found ? uiCustomizationView(ctx, pool, found) : {} };
  }),
);
