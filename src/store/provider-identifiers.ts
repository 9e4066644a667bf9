import type { IdentityProvider } from "../domain/identity-provider.ts";
import type { WriteTx } from "./db.ts";

/** Exchanges a provider's identifiers; gives one that belongs to another provider already, where there is one. */
export async function putIdentifiers(
  tx: WriteTx,
  { poolId, name, identifiers }: IdentityProvider,
): Promise<string | undefined> {
  await tx
    .deleteFrom("provider_identifiers")
    .where("pool_id", "=", poolId)
    .where("provider", "=", name)
    .execute();
  if (identifiers.length === 0) return undefined;
  const rows = await tx
    .insertInto("provider_identifiers")
    .values(identifiers.map((identifier) => ({ pool_id: poolId, identifier, provider: name })))
    .onConflict((conflict) => conflict.doNothing())
    .returning("identifier")
    .execute();
  const got = new Set(rows.map(({ identifier }) => identifier));
  return identifiers.find((identifier) => !got.has(identifier));
}
