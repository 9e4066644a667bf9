import type { ClientId, UserPoolId } from "../../base/ids.ts";
import type { Origin } from "../../domain/caller.ts";
import { requirePool, requirePoolAndClient } from "../../flows/pools.ts";
import type { ReadTx } from "../../store/db.ts";

/** What a risk configuration is for: one client, or with null the whole pool. */
export interface RiskOwner {
  readonly poolId: UserPoolId;
  readonly clientId: ClientId | null;
}

export async function requireRiskOwner(
  tx: ReadTx,
  { UserPoolId, ClientId }: { readonly UserPoolId: string; readonly ClientId?: string | undefined },
  origin: Origin,
): Promise<RiskOwner> {
  if (ClientId === undefined) {
    return { poolId: (await requirePool(tx, UserPoolId, origin)).id, clientId: null };
  }
  const { pool, client } = await requirePoolAndClient(tx, { UserPoolId, ClientId }, origin);
  return { poolId: pool.id, clientId: client.id };
}
