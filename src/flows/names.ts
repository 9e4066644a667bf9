import type { Clock } from "../base/clock.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import {
  isMovable,
  type SignInName,
  signInNames,
  usesAttributesAsUsername,
} from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { LostRace, type WriteTx } from "../store/db.ts";
import { dropName, ownerOfName, replaceNames } from "../store/user-names.ts";
import { requireUserBySub, saveUser } from "./users.ts";

/**
 * Stores a user read in this transaction together with the names that follow from the attributes. One that another
 * user holds is refused, or with `takeAliases` taken over. Throws to undo the whole transaction.
 */
export async function saveUserWithNames(
  tx: WriteTx,
  clock: Clock,
  pool: Pool,
  user: User,
  { takeAliases }: { readonly takeAliases: boolean },
): Promise<void> {
  const names = signInNames(pool, user.username, user.attributes);
  if (takeAliases) await vacateNames(tx, clock, pool, user, names);
  await saveUser(tx, user);
  const taken = await replaceNames(tx, pool.id, user.sub, names);
  if (taken === undefined) return;
  if (takeAliases && isMovable(pool, taken)) throw new LostRace(`the ${taken} was taken meanwhile`);
  throw usesAttributesAsUsername(pool) ? faults.loginExists(taken) : faults.aliasExists(taken);
}

/** Ends all others' hold on those of a user's names that can change hands: their attributes stay, unverified. */
export async function vacateNames(
  tx: WriteTx,
  clock: Clock,
  pool: Pool,
  { sub }: Pick<User, "sub">,
  names: readonly SignInName[],
): Promise<void> {
  for (const { kind, key } of names) {
    if (!isMovable(pool, kind)) continue;
    const owner = await ownerOfName(tx, pool.id, kind, key);
    if (owner === undefined || owner === sub) continue;
    const user = await requireUserBySub(tx, pool, owner);
    await saveUser(tx, {
      ...user,
      attributes: { ...user.attributes, [`${kind}_verified`]: "false" },
      updatedAt: clock.now(),
    });
    await dropName(tx, pool.id, kind, owner);
  }
}
