import { requestedAssets } from "../../domain/branding-assets.ts";
import { faults } from "../../domain/fault.ts";
import {
  type ManagedLoginBranding,
  MOST_BRANDINGS,
  requestedStyle,
} from "../../domain/managed-login-branding.ts";
import { holdClient } from "../../flows/hold-client.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { putAssets } from "../../store/branding-assets.ts";
import { countBrandings, insertBranding } from "../../store/brandings.ts";
import { operation } from "../operation.ts";
import { brandingView } from "./branding-view.ts";

/** Gives a client a style for the managed login pages. A client has one at most. */
export const CreateManagedLoginBranding = operation("CreateManagedLoginBranding", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const found = await requirePoolAndClient(tx, input, ctx.caller.origin);
    const { pool, client } = found;
    const now = ctx.clock.now();
    const branding: ManagedLoginBranding = {
      poolId: pool.id,
      id: ctx.random.uuid(),
      clientId: client.id,
      ...requestedStyle(input),
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    const assets = requestedAssets(input.Assets);

    await holdClient(tx, found);
    if (!(await insertBranding(tx, branding))) throw faults.brandingExists(client.id);
    if ((await countBrandings(tx, pool.id)) > MOST_BRANDINGS) throw faults.tooManyBrandings(MOST_BRANDINGS);
    await putAssets(tx, pool.id, client.id, assets);
    return { ManagedLoginBranding: await brandingView(tx, branding) };
  }),
);
