import { faults } from "../../domain/fault.ts";
import type { Pool } from "../../domain/pool.ts";
import { ALL_CLIENTS, requestedLook, type UiCustomization } from "../../domain/ui-customization.ts";
import { holdClient } from "../../flows/hold-client.ts";
import { requirePool, requirePoolAndClient } from "../../flows/pools.ts";
import type { WriteTx } from "../../store/db.ts";
import { domainsOf } from "../../store/domains.ts";
import { deleteUiCustomization, putUiCustomization } from "../../store/ui-customizations.ts";
import { type Input, type OperationContext, operation } from "../operation.ts";
import { uiCustomizationView } from "./ui-customization-view.ts";

/**
 * Sets CSS and logo of the classic sign-in pages together, for one client or for all that have none of their own; a
 * request with neither removes what was set.
 */
export const SetUICustomization = operation("SetUICustomization", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { pool, clientId } = await holdTarget(tx, ctx, input);
    if ((await domainsOf(tx, pool.id)).length === 0) throw faults.uiNeedsDomain();
    const now = ctx.clock.now();
    const wanted: UiCustomization = {
      poolId: pool.id,
      clientId,
      ...requestedLook(input, now),
      createdAt: now,
      updatedAt: now,
    };
    return { UICustomization: uiCustomizationView(ctx, pool, await store(tx, wanted)) };
  }),
);

/** The pool, and the client whose pages the request is about: null for all. */
async function holdTarget(
  tx: WriteTx,
  { caller }: Pick<OperationContext<"SetUICustomization">, "caller">,
  { UserPoolId, ClientId = ALL_CLIENTS }: Input<"SetUICustomization">,
): Promise<{ readonly pool: Pool; readonly clientId: UiCustomization["clientId"] }> {
  if (ClientId === ALL_CLIENTS) {
    return { pool: await requirePool(tx, UserPoolId, caller.origin), clientId: null };
  }
  const found = await requirePoolAndClient(tx, { UserPoolId, ClientId }, caller.origin);
  await holdClient(tx, found);
  return { pool: found.pool, clientId: found.client.id };
}

async function store(tx: WriteTx, wanted: UiCustomization): Promise<UiCustomization> {
  if (wanted.css || wanted.logo) return putUiCustomization(tx, wanted);
  await deleteUiCustomization(tx, wanted.poolId, wanted.clientId);
  return wanted;
}
