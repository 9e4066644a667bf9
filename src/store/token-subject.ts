import type { ClientId, Sub, UserPoolId } from "../base/ids.ts";
import type { AppClient } from "../domain/app-client.ts";
import type { Pool } from "../domain/pool.ts";
import type { User } from "../domain/user.ts";
import { clientColumns, toClient } from "./app-clients.ts";
import type { ReadTx } from "./db.ts";
import { poolColumns, toPool } from "./pools.ts";
import { toUser, userColumns } from "./users.ts";

/** Whom an access token speaks of; none where pool, client or user is gone. */
export interface TokenSubject {
  readonly pool: Pool;
  readonly client: AppClient;
  readonly user: User;
  /** Null where the grant is revoked, by itself or with all of the user's; one that is gone counts as revoked. */
  readonly liveGrantId: string | null;
}

/** How a token names its grant: tokens that can't be revoked one by one lack its id. */
export type GrantName = { readonly id: string } | { readonly eventId: string };

export async function findTokenSubject(
  tx: ReadTx,
  poolId: UserPoolId,
  clientId: ClientId,
  sub: Sub,
  grant: GrantName,
): Promise<TokenSubject | undefined> {
  const row = await tx
    .selectFrom("pools")
    .innerJoin("app_clients", "app_clients.pool_id", "pools.id")
    .innerJoin("users", "users.pool_id", "pools.id")
    .leftJoin("grants", (join) =>
      join
        .onRef("grants.pool_id", "=", "pools.id")
        .on((eb) =>
          "id" in grant ? eb("grants.id", "=", grant.id) : eb("grants.event_id", "=", grant.eventId),
        )
        .onRef("grants.sub", "=", "users.sub")
        .on("grants.revoked_at", "is", null)
        .on((eb) =>
          eb.or([
            eb("users.signed_out_at", "is", null),
            eb("grants.created_at", ">", eb.ref("users.signed_out_at")),
          ]),
        ),
    )
    .select(poolColumns)
    .select(clientColumns)
    .select(userColumns)
    .select("grants.id as live_grant_id")
    .where("pools.id", "=", poolId)
    .where("app_clients.id", "=", clientId)
    .where("users.sub", "=", sub)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    pool: toPool(row),
    client: toClient(row),
    user: toUser(row),
    liveGrantId: row.live_grant_id,
  };
}
