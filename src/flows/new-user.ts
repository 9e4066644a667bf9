import type { Clock } from "../base/clock.ts";
import { sub as asSub } from "../base/ids.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { isMovable, signInNames, usesAttributesAsUsername } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { LostRace, type WriteTx } from "../store/db.ts";
import { findUserBySub, insertUser } from "../store/users.ts";
import { vacateNames } from "./names.ts";

/** Who makes a user; tells how a name that is taken is refused. */
export type MadeBy = "administrator" | "signUp";

const USERNAME_TAKEN = { administrator: faults.userAccountExists, signUp: faults.userExists } as const;

/**
 * Stores a new user under all of the user's names. An alias that another user holds is refused, or with
 * `takeAliases` taken over. Throws to undo the whole transaction.
 */
export async function addUser(
  tx: WriteTx,
  clock: Clock,
  pool: Pool,
  user: User,
  { by, takeAliases }: { readonly by: MadeBy; readonly takeAliases: boolean },
): Promise<void> {
  // A username that reads like somebody's sub would stand in that user's way.
  if (await findUserBySub(tx, pool.id, asSub(user.username))) throw USERNAME_TAKEN[by]();
  const names = signInNames(pool, user.username, user.attributes);
  if (takeAliases) await vacateNames(tx, clock, pool, user, names);
  const inserted = await insertUser(tx, user, names);
  if (inserted.ok) return;
  if (inserted.taken === "username") throw USERNAME_TAKEN[by]();
  if (takeAliases && isMovable(pool, inserted.taken)) {
    throw new LostRace(`the ${inserted.taken} was taken meanwhile`);
  }
  throw usesAttributesAsUsername(pool)
    ? faults.accountWithNameExists(inserted.taken)
    : faults.aliasExists(inserted.taken);
}
