import { findRiskConfiguration } from "../../store/risk-configurations.ts";
import { operation } from "../operation.ts";
import { riskConfigurationView } from "./risk-configuration-view.ts";
import { requireRiskOwner } from "./risk-owner.ts";

/** How risks are answered in a pool, or for a client: there the pool's configuration, where it has none of its own. */
export const DescribeRiskConfiguration = operation("DescribeRiskConfiguration", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { poolId, clientId } = await requireRiskOwner(tx, input, ctx.caller.origin);
    const found = await findRiskConfiguration(tx, poolId, clientId);
    return { RiskConfiguration: found ? riskConfigurationView(found) : { UserPoolId: poolId } };
  }),
);
