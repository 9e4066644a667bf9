import type { ResourceServer } from "../../domain/resource-server.ts";
import type { ResourceServerType } from "../../model/types.gen.ts";

export const resourceServerView = ({
  poolId,
  identifier,
  name,
  scopes,
}: ResourceServer): ResourceServerType => ({
  UserPoolId: poolId,
  Identifier: identifier,
  Name: name,
  Scopes: [...scopes],
});
