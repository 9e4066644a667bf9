import type { Clock } from "../base/clock.ts";
import { sub as asSub, type Sub } from "../base/ids.ts";
import { type Fault, faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import {
  isMovable,
  type NameKind,
  type NewUsername,
  signInNames,
  usesAttributesAsUsername,
} from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import { LostRace, type WriteTx } from "../store/db.ts";
import { findUserBySub, insertUser } from "../store/users.ts";
import type { Context } from "./context.ts";
import { vacateNames } from "./names.ts";
import { recordPresent } from "./password-history.ts";
import { type PasswordTools, storedPassword } from "./passwords.ts";
import { findUser } from "./users.ts";

/** Who makes a user; tells how a name that is taken is refused. */
export type MadeBy = "administrator" | "signUp";

const USERNAME_TAKEN = { administrator: faults.userAccountExists, signUp: faults.userExists } as const;

/** Under what a new user will be known for good. */
export interface Identity {
  readonly sub: Sub;
  readonly username: string;
}

/** The identity of a new user, whose username is a mere id where the name that was given is an attribute's value. */
export function newIdentity({ random }: Pick<Context, "random">, as: NewUsername, given: string): Identity {
  const sub = asSub(random.uuid());
  return { sub, username: as.kind === "attribute" ? sub : given };
}

/** Refuses a name that is taken before any work is done for it; the insert alone decides. */
export async function requireFree(
  { db }: Pick<Context, "db">,
  pool: Pool,
  name: string,
  as: NewUsername,
  by: MadeBy,
): Promise<void> {
  if (!(await db.read((tx) => findUser(tx, pool, name)))) return;
  throw as.kind === "attribute" ? faults.accountWithNameExists(as.attribute) : USERNAME_TAKEN[by]();
}

/** What is decided about a user who is not stored yet. */
export interface NewUser extends Pick<User, "status" | "attributes"> {
  /** In clear; null for a user without one. */
  readonly password: string | null;
}

/** A user to be stored. Call it outside transactions: it hashes the password. */
export async function newUser(
  ctx: PasswordTools & Pick<Context, "clock">,
  pool: Pool,
  { sub, username }: Identity,
  { status, attributes, password }: NewUser,
): Promise<User> {
  const owner = { poolId: pool.id, sub, username };
  const stored = password === null ? null : await storedPassword(ctx, pool, owner, password);
  const now = ctx.clock.now();
  return {
    ...owner,
    status,
    enabled: true,
    attributes,
    password: stored,
    passwordSetAt: stored === null ? null : now,
    signedOutAt: null,
    mfaOptions: [],
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

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
  if (inserted.ok) return recordPresent(tx, pool, user);
  if (inserted.taken === "username") throw USERNAME_TAKEN[by]();
  if (takeAliases && isMovable(pool, inserted.taken)) {
    throw new LostRace(`the ${inserted.taken} was taken meanwhile`);
  }
  throw nameExists(pool, inserted.taken);
}

/** The refusal of a new user's name, other than the username, that belongs to somebody else. */
export const nameExists = (pool: Pool, kind: NameKind): Fault =>
  usesAttributesAsUsername(pool) ? faults.accountWithNameExists(kind) : faults.aliasExists(kind);
