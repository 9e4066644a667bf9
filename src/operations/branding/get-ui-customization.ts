import { ALL_CLIENTS } from "../../domain/ui-customization.ts";
import { requirePoolAndAnyClient } from "../../flows/pools.ts";
import { findUiCustomization } from "../../store/ui-customizations.ts";
import { operation } from "../operation.ts";
import { uiCustomizationView } from "./ui-customization-view.ts";

/** The look of a client's classic sign-in pages, or else of every client's; empty where nobody set one. */
export const GetUICustomization = operation("GetUICustomization", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { UserPoolId, ClientId } = input;
    const target = ClientId === ALL_CLIENTS ? { UserPoolId } : { UserPoolId, ClientId };
    const { pool, client } = await requirePoolAndAnyClient(tx, target, ctx.caller.origin);
    const found = await findUiCustomization(tx, pool.id, client?.id ?? null);
    return { UICustomization: found ? uiCustomizationView(ctx, pool, found) : {} };
  }),
);
