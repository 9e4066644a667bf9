import { faults } from "../../domain/fault.ts";
import { ALL_CLIENTS, requestedLook, type UiCustomization } from "../../domain/ui-customization.ts";
import { holdClient } from "../../flows/hold-client.ts";
import { requirePoolAndAnyClient } from "../../flows/pools.ts";
import type { WriteTx } from "../../store/db.ts";
import { domainsOf } from "../../store/domains.ts";
import { deleteUiCustomization, putUiCustomization } from "../../store/ui-customizations.ts";
import { operation } from "../operation.ts";
import { uiCustomizationView } from "./ui-customization-view.ts";

/**
 * Sets CSS and logo of the classic sign-in pages together, for one client or for all that have none of their own; a
 * request with neither removes what was set.
 */
export const SetUICustomization = operation("SetUICustomization", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { UserPoolId, ClientId } = input;
    const target = ClientId === ALL_CLIENTS ? { UserPoolId } : { UserPoolId, ClientId };
    const { pool, client } = await requirePoolAndAnyClient(tx, target, ctx.caller.origin);
    if (client) await holdClient(tx, { pool, client });
    if ((await domainsOf(tx, pool.id)).length === 0) throw faults.uiNeedsDomain();
    const now = ctx.clock.now();
    const wanted: UiCustomization = {
      poolId: pool.id,
      clientId: client?.id ?? null,
      ...requestedLook(input, now),
      createdAt: now,
      updatedAt: now,
    };
    return { UICustomization: uiCustomizationView(ctx, pool, await store(tx, wanted)) };
  }),
);

async function store(tx: WriteTx, wanted: UiCustomization): Promise<UiCustomization> {
  if (wanted.css || wanted.logo) return putUiCustomization(tx, wanted);
  await deleteUiCustomization(tx, wanted.poolId, wanted.clientId);
  return wanted;
}
