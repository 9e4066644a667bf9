import type { KnownNames } from "../domain/client-settings.ts";
import type { Pool } from "../domain/pool.ts";
import type { CreateUserPoolClientRequest } from "../model/types.gen.ts";
import type { ReadTx } from "../store/db.ts";
import { findProviderNames } from "../store/identity-providers.ts";
import { existingScopes } from "./custom-scopes.ts";

/** What the pool has of all that a client's settings can name. */
export async function knownNames(
  tx: ReadTx,
  pool: Pool,
  {
    AllowedOAuthScopes: scopes = [],
    SupportedIdentityProviders: providers = [],
  }: Pick<CreateUserPoolClientRequest, "AllowedOAuthScopes" | "SupportedIdentityProviders">,
): Promise<KnownNames> {
  return {
    scopes: await existingScopes(tx, pool.id, scopes),
    providers: await findProviderNames(
      tx,
      pool.id,
      providers.filter((name) => name !== "COGNITO"),
    ),
  };
}
