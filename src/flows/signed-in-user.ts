import { standingRefusal } from "../domain/auth/standing.ts";
import type { TokenCaller } from "../domain/caller.ts";
import type { Pool } from "../domain/pool.ts";
import type { User } from "../domain/user.ts";
import type { ReadTx } from "../store/db.ts";
import { requireSamePool } from "./pools.ts";
import { requireUserBySub } from "./users.ts";

/** A signed-in user and the pool as they are now; refuses one who may no longer act. */
export async function requireSignedInUser(
  tx: ReadTx,
  caller: Pick<TokenCaller, "pool" | "user">,
): Promise<{ readonly pool: Pool; readonly user: User }> {
  const pool = await requireSamePool(tx, caller.pool);
  const user = await requireUserBySub(tx, pool, caller.user.sub);
  const refusal = standingRefusal(user);
  if (refusal) throw refusal;
  return { pool, user };
}
