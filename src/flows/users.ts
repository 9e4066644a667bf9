import type { Sub } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { findUserByName, findUserBySub, updateUser } from "../store/users.ts";

/** Whom a username, an alias or a `sub` means. */
export const findUser = async (tx: ReadTx, pool: Pool, name: string): Promise<User | undefined> =>
  isStorable(name) ? findUserByName(tx, pool.id, nameKey(pool, name), name) : undefined;

export async function requireUser(tx: ReadTx, pool: Pool, name: string): Promise<User> {
  const user = await findUser(tx, pool, name);
  if (!user) throw faults.userNotFound();
  return user;
}

/** The user of an earlier look-up, as the user is now. */
export async function requireUserBySub(tx: ReadTx, pool: Pool, sub: Sub): Promise<User> {
  const user = await findUserBySub(tx, pool.id, sub);
  if (!user) throw faults.userNotFound();
  return user;
}

/** Stores a user read in this transaction; where another one changed it meanwhile, the transaction runs again. */
export async function saveUser(tx: WriteTx, user: User): Promise<void> {
  if (!(await updateUser(tx, user))) throw new LostRace(`user ${user.sub} was changed meanwhile`);
}
