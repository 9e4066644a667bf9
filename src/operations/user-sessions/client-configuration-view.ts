import type { AppClient } from "../../domain/app-client.ts";
import type { GetUserPoolClientSessionConfigurationResponse } from "../../model/types.gen.ts";

export const clientConfigurationView = (
  client: AppClient,
): GetUserPoolClientSessionConfigurationResponse => ({
  UserPoolId: client.poolId,
  ClientId: client.id,
  SSOSession: { MaxValidityMinutes: client.ssoValidityMinutes },
});
