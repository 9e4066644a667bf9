import type { Clock } from "../base/clock.ts";
import { sub as asSub } from "../base/ids.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { type SignInName, signInNames, usesAttributesAsUsername } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { LostRace, type WriteTx } from "../store/db.ts";
import { dropName, ownerOfName } from "../store/user-names.ts";
import { findUserBySub, insertUser } from "../store/users.ts";
import { requireUserBySub, saveUser } from "./users.ts";

/** Aliases that change hands when the new holder has verified them. */
const MOVABLE: ReadonlySet<SignInName["kind"]> = new Set(["email", "phone_number"]);

/**
 * Stores a new user under all of the user's names. An alias that another user holds is refused, or with
 * `takeAliases` taken over. Throws to undo the whole transaction.
 */
export async function addUser(
  tx: WriteTx,
  clock: Clock,
  pool: Pool,
  user: User,
  takeAliases: boolean,
): Promise<void> {
  // A username that reads like somebody's sub would stand in that user's way.
  if (await findUserBySub(tx, pool.id, asSub(user.username))) throw faults.userAccountExists();
  const names = signInNames(pool, user.username, user.attributes);
  const moving = takeAliases && !usesAttributesAsUsername(pool) ? MOVABLE : new Set<SignInName["kind"]>();
  for (const name of names) if (moving.has(name.kind)) await vacate(tx, clock, pool, name);
  const inserted = await insertUser(tx, user, names);
  if (inserted.ok) return;
  if (inserted.taken === "username") throw faults.userAccountExists();
  if (moving.has(inserted.taken)) throw new LostRace(`the ${inserted.taken} was taken meanwhile`);
  throw usesAttributesAsUsername(pool)
    ? faults.accountWithNameExists(inserted.taken)
    : faults.aliasExists(inserted.taken);
}

/** Ends another user's hold on an alias: the attribute stays, unverified. */
async function vacate(tx: WriteTx, clock: Clock, pool: Pool, { kind, key }: SignInName): Promise<void> {
  const owner = await ownerOfName(tx, pool.id, kind, key);
  if (!owner) return;
  const user = await requireUserBySub(tx, pool, owner);
  await saveUser(tx, {
    ...user,
    attributes: { ...user.attributes, [`${kind}_verified`]: "false" },
    updatedAt: clock.now(),
  });
  await dropName(tx, pool.id, kind, owner);
}
