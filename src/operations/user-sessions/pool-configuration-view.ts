import type { Pool } from "../../domain/pool.ts";
import type { GetUserPoolSessionConfigurationResponse } from "../../model/types.gen.ts";

export const poolConfigurationView = ({ id, sessions }: Pool): GetUserPoolSessionConfigurationResponse => ({
  UserPoolId: id,
  UserSessionTracking: sessions.tracking,
  TokenSession: { MaxPerUser: sessions.maxPerUser },
});
