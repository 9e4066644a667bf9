import { requirePoolAndAnyClient } from "../../flows/pools.ts";
import { findRiskConfiguration } from "../../store/risk-configurations.ts";
import { operation } from "../operation.ts";
import { riskConfigurationView } from "./risk-configuration-view.ts";

/** How risks are answered in a pool, or for a client: there the pool's configuration, where it has none of its own. */
export const DescribeRiskConfiguration = operation("DescribeRiskConfiguration", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { pool, client } = await requirePoolAndAnyClient(tx, input, ctx.caller.origin);
    const found = await findRiskConfiguration(tx, pool.id, client?.id ?? null);
    return { RiskConfiguration: found ? riskConfigurationView(found) : { UserPoolId: pool.id } };
  }),
);
