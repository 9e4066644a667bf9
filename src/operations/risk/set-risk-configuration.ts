import { readRiskSettings } from "../../domain/risk/configuration.ts";
import { holdClient } from "../../flows/hold-client.ts";
import { requirePoolAndAnyClient } from "../../flows/pools.ts";
import { dropRiskConfiguration, putRiskConfiguration } from "../../store/risk-configurations.ts";
import { operation } from "../operation.ts";
import { riskConfigurationView } from "./risk-configuration-view.ts";

/** Sets how risks are answered, in a whole pool or for one client; without settings, goes back to what counts then. */
export const SetRiskConfiguration = operation("SetRiskConfiguration", async (ctx, input) => {
  const settings = readRiskSettings(input);
  return ctx.db.write(async (tx) => {
    const { pool, client } = await requirePoolAndAnyClient(tx, input, ctx.caller.origin);
    if (client) await holdClient(tx, { pool, client });
    const owner = { poolId: pool.id, clientId: client?.id ?? null };
    if (settings === null) {
      await dropRiskConfiguration(tx, owner.poolId, owner.clientId);
      return { RiskConfiguration: { UserPoolId: owner.poolId, ClientId: owner.clientId ?? undefined } };
    }
    const configuration = { ...owner, settings, updatedAt: ctx.clock.now() };
    await putRiskConfiguration(tx, configuration);
    return { RiskConfiguration: riskConfigurationView(configuration) };
  });
});
