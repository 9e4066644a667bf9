import type { UserPoolId } from "../base/ids.ts";
import { scopeNamesOf, serverNamedIn } from "../domain/resource-server.ts";
import type { ReadTx } from "../store/db.ts";
import { findResourceServers } from "../store/resource-servers.ts";

/** The scopes of those resource servers that the given scopes name. */
export async function existingScopes(
  tx: ReadTx,
  poolId: UserPoolId,
  scopes: readonly string[],
): Promise<ReadonlySet<string>> {
  const named = new Set(scopes.map(serverNamedIn).filter((identifier) => identifier !== undefined));
  const servers = await findResourceServers(tx, poolId, [...named]);
  return new Set(servers.flatMap(scopeNamesOf));
}
