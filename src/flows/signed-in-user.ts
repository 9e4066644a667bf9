import { requireGoodStanding } from "../domain/auth/standing.ts";
import type { TokenCaller } from "../domain/caller.ts";
import type { ReadTx } from "../store/db.ts";
import { requireSamePool } from "./pools.ts";
import { type PoolAndUser, requireUserBySub } from "./users.ts";

/** A signed-in user and the pool as they are now; refuses one who may no longer act. */
export async function requireSignedInUser(
  tx: ReadTx,
  caller: Pick<TokenCaller, "pool" | "user">,
): Promise<PoolAndUser> {
  const pool = await requireSamePool(tx, caller.pool);
  const user = await requireUserBySub(tx, pool, caller.user.sub);
  requireGoodStanding(user);
  return { pool, user };
}
