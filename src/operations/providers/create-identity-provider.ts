import { faults } from "../../domain/fault.ts";
import {
  acrMappingOf,
  attributeMappingOf,
  checkProviderName,
  groupOfProvider,
  type IdentityProvider,
  identifiersOf,
} from "../../domain/identity-provider.ts";
import { newGroup } from "../../flows/groups.ts";
import { addProvider, settleDetails } from "../../flows/identity-providers.ts";
import { requirePool, requireSamePool } from "../../flows/pools.ts";
import { insertGroups } from "../../store/groups.ts";
import { findProvider } from "../../store/identity-providers.ts";
import { operation } from "../operation.ts";
import { providerView } from "./provider-view.ts";

/** Lets users of a third party sign in to a pool, after asking the party for its endpoints where it can be asked. */
export const CreateIdentityProvider = operation("CreateIdentityProvider", async (ctx, input) => {
  const { ProviderName: name, ProviderType: type } = input;
  const { pool, isTaken } = await ctx.db.read(async (tx) => {
    const found = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    checkProviderName(name, type);
    return { pool: found, isTaken: (await findProvider(tx, found.id, name)) !== undefined };
  });
  if (isTaken) throw faults.identityProviderExists(name, pool.id);

  const attributeMapping = attributeMappingOf(pool, type, input.AttributeMapping);
  const acrMapping = acrMappingOf(type, input.AcrMapping);
  const settled = await settleDetails(ctx, { poolId: pool.id, name, type }, input.ProviderDetails);
  const now = ctx.clock.now();
  const provider: IdentityProvider = {
    poolId: pool.id,
    name,
    type,
    ...settled,
    attributeMapping,
    identifiers: identifiersOf(input.IdpIdentifiers),
    acrMapping,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  const group = groupOfProvider(pool.id, name);
  const usersGroup = newGroup(ctx, pool, {
    UserPoolId: pool.id,
    GroupName: group.name,
    Description: group.description,
  });

  await ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    await addProvider(tx, provider);
    // One that is there already is as good.
    await insertGroups(tx, [usersGroup]);
  });
  return { IdentityProvider: providerView(ctx, provider) };
});
