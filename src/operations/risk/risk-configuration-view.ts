import type { RiskConfiguration } from "../../domain/risk/configuration.ts";
import type { RiskConfigurationType } from "../../model/types.gen.ts";

/** A risk configuration as the API shows it: with the client that it is for, if not for all of the pool. */
export const riskConfigurationView = ({
  poolId,
  clientId,
  settings,
  updatedAt,
}: RiskConfiguration): RiskConfigurationType => ({
  UserPoolId: poolId,
  ClientId: clientId ?? undefined,
  ...settings,
  LastModifiedDate: updatedAt,
});
