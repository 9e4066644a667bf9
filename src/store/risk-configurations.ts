import { type ClientId, clientId, type UserPoolId } from "../base/ids.ts";
import type { RiskConfiguration } from "../domain/risk/configuration.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { fromJson, toJson } from "./json-text.ts";

/** What stands for no client in a key: the configuration of the whole pool. */
const WHOLE_POOL = clientId("");

/** The configuration that binds a client: its own, else its pool's. */
export async function findRiskConfiguration(
  tx: ReadTx,
  poolId: UserPoolId,
  client: ClientId | null,
): Promise<RiskConfiguration | undefined> {
  const row = await tx
    .selectFrom("risk_configurations")
    .selectAll()
    .where("pool_id", "=", poolId)
    .where("client_id", "in", client === null ? [WHOLE_POOL] : [client, WHOLE_POOL])
    .orderBy("client_id", "desc")
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      poolId: row.pool_id,
      clientId: row.client_id === WHOLE_POOL ? null : row.client_id,
      settings: fromJson(row.settings),
      updatedAt: row.updated_at,
    }
  );
}

/** Sets a configuration over the one before. */
export async function putRiskConfiguration(tx: WriteTx, configuration: RiskConfiguration): Promise<void> {
  const { poolId, clientId: client, settings, updatedAt } = configuration;
  const values = { settings: toJson(settings), updated_at: updatedAt };
  await tx
    .insertInto("risk_configurations")
    .values({ pool_id: poolId, client_id: client ?? WHOLE_POOL, ...values })
    .onConflict((conflict) => conflict.columns(["pool_id", "client_id"]).doUpdateSet(values))
    .execute();
}

export async function dropRiskConfiguration(
  tx: WriteTx,
  poolId: UserPoolId,
  client: ClientId | null,
): Promise<void> {
  await tx
    .deleteFrom("risk_configurations")
    .where("pool_id", "=", poolId)
    .where("client_id", "=", client ?? WHOLE_POOL)
    .execute();
}
