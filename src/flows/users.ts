import type { Sub } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import type { Origin } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { findUserByName, findUserBySub, updateUser } from "../store/users.ts";
import { requirePool } from "./pools.ts";

/** Whom a username, an alias or a `sub` means. */
export const findUser = async (tx: ReadTx, pool: Pool, name: string): Promise<User | undefined> =>
  isStorable(name) ? findUserByName(tx, pool.id, nameKey(pool, name), name) : undefined;

export async function requireUser(tx: ReadTx, pool: Pool, name: string): Promise<User> {
  const user = await findUser(tx, pool, name);
  if (!user) throw faults.userNotFound();
  return user;
}

export interface PoolAndUser {
  readonly pool: Pool;
  readonly user: User;
}

/** The user of a signed request, which names the pool too. */
export async function requirePoolAndUser(
  tx: ReadTx,
  { UserPoolId, Username }: { readonly UserPoolId: string; readonly Username: string },
  origin: Pick<Origin, "region">,
): Promise<PoolAndUser> {
  const pool = await requirePool(tx, UserPoolId, origin);
  return { pool, user: await requireUser(tx, pool, Username) };
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
