import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { findProviderByIdentifier } from "../../store/identity-providers.ts";
import { operation } from "../operation.ts";
import { providerView } from "./provider-view.ts";

/** The provider that goes by an identifier, such as the domain of its users' addresses. */
export const GetIdentityProviderByIdentifier = operation("GetIdentityProviderByIdentifier", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { id } = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const provider = await findProviderByIdentifier(tx, id, input.IdpIdentifier);
    if (!provider) throw faults.identityProviderNotFound(input.IdpIdentifier);
    return { IdentityProvider: providerView(ctx, provider) };
  }),
);
