import type { IdentityProvider } from "../../domain/identity-provider.ts";
import { shownDetails } from "../../domain/provider-details.ts";
import type { Context } from "../../flows/context.ts";
import { secretsOf } from "../../flows/identity-providers.ts";
import type { IdentityProviderType, ProviderDescription } from "../../model/types.gen.ts";

/** A provider as the API shows it, its client secret in clear. */
export const providerView = (
  ctx: Pick<Context, "vault">,
  provider: IdentityProvider,
): IdentityProviderType => ({
  UserPoolId: provider.poolId,
  ProviderName: provider.name,
  ProviderType: provider.type,
  ProviderDetails: shownDetails(provider.details, secretsOf(ctx, provider)),
  AttributeMapping: { ...provider.attributeMapping },
  IdpIdentifiers: [...provider.identifiers],
  LastModifiedDate: provider.updatedAt,
  CreationDate: provider.createdAt,
  AcrMapping: provider.acrMapping ? { ...provider.acrMapping } : undefined,
});

/** A provider in a list. */
export const providerDescription = ({
  name,
  type,
  createdAt,
  updatedAt,
}: Pick<IdentityProvider, "name" | "type" | "createdAt" | "updatedAt">): ProviderDescription => ({
  ProviderName: name,
  ProviderType: type,
  LastModifiedDate: updatedAt,
  CreationDate: createdAt,
});
