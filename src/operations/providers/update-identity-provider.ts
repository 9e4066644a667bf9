import { faults } from "../../domain/fault.ts";
import {
  acrMappingOf,
  attributeMappingOf,
  type IdentityProvider,
  identifiersOf,
} from "../../domain/identity-provider.ts";
import type { Pool } from "../../domain/pool.ts";
import { requireProvider, saveProvider, settleDetails } from "../../flows/identity-providers.ts";
import { requirePool, requireSamePool } from "../../flows/pools.ts";
import type { UpdateIdentityProviderRequest } from "../../model/types.gen.ts";
import type { OperationContext } from "../operation.ts";
import { operation } from "../operation.ts";
import { providerView } from "./provider-view.ts";

/** Changes what the request has of a provider's settings; each of them is replaced as a whole. */
export const UpdateIdentityProvider = operation("UpdateIdentityProvider", async (ctx, input) => {
  const { pool, provider } = await ctx.db.read(async (tx) => {
    const found = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return { pool: found, provider: await requireProvider(tx, found.id, input.ProviderName) };
  });
  const change = await changeOf(ctx, pool, provider, input);

  const saved = await ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    const current = await requireProvider(tx, pool.id, provider.name);
    // One made anew under the name has another encryption key, and another type perhaps.
    if (current.createdAt !== provider.createdAt || current.type !== provider.type) {
      throw faults.identityProviderNotFound(provider.name);
    }
    const changed = { ...current, ...change, updatedAt: ctx.clock.now() };
    await saveProvider(tx, changed);
    return changed;
  });
  return { IdentityProvider: providerView(ctx, saved) };
});

async function changeOf(
  ctx: OperationContext<"UpdateIdentityProvider">,
  pool: Pool,
  provider: IdentityProvider,
  { ProviderDetails, AttributeMapping, IdpIdentifiers, AcrMapping }: UpdateIdentityProviderRequest,
): Promise<Partial<IdentityProvider>> {
  const { type } = provider;
  return {
    ...(AttributeMapping && { attributeMapping: attributeMappingOf(pool, type, AttributeMapping) }),
    ...(AcrMapping && { acrMapping: acrMappingOf(type, AcrMapping) }),
    ...(IdpIdentifiers && { identifiers: identifiersOf(IdpIdentifiers) }),
    ...(ProviderDetails && (await settleDetails(ctx, provider, ProviderDetails, provider))),
  };
}
