import type { Selection } from "kysely";
import { sub as asSub, type Sub, type UserPoolId } from "../base/ids.ts";
import type { User } from "../domain/user.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { erase } from "./erasures.ts";
import { fromJson, toJson } from "./json-text.ts";
import { pieces } from "./pieces.ts";
import { countRows } from "./pool-rows.ts";
import type { NameKind, Tables } from "./tables.ts";
import { takeFreeNames, takeNames, type UserName } from "./user-names.ts";
import { changeSearchKeys, dropSearchKeys, insertSearchKeys } from "./user-search.ts";

export const userColumns = [
  "users.pool_id as user_pool_id",
  "users.sub as user_sub",
  "users.username as user_username",
  "users.status as user_status",
  "users.enabled as user_enabled",
  "users.attributes as user_attributes",
  "users.password as user_password",
  "users.password_set_at as user_password_set_at",
  "users.signed_out_at as user_signed_out_at",
  "users.mfa_options as user_mfa_options",
  "users.created_at as user_created_at",
  "users.updated_at as user_updated_at",
  "users.version as user_version",
] as const;

type UserRow = Selection<Tables, "users", (typeof userColumns)[number]>;

export const toUser = (row: UserRow): User => ({
  poolId: row.user_pool_id,
  sub: row.user_sub,
  username: row.user_username,
  status: row.user_status,
  enabled: row.user_enabled === 1,
  attributes: fromJson(row.user_attributes),
  password: row.user_password && fromJson(row.user_password),
  passwordSetAt: row.user_password_set_at,
  signedOutAt: row.user_signed_out_at,
  mfaOptions: row.user_mfa_options ? fromJson(row.user_mfa_options) : [],
  createdAt: row.user_created_at,
  updatedAt: row.user_updated_at,
  version: row.user_version,
});

const changing = (user: User) => ({
  username: user.username,
  status: user.status,
  enabled: user.enabled ? (1 as const) : (0 as const),
  attributes: toJson(user.attributes),
  password: user.password && toJson(user.password),
  password_set_at: user.passwordSetAt,
  signed_out_at: user.signedOutAt,
  mfa_options: user.mfaOptions.length > 0 ? toJson(user.mfaOptions) : null,
  updated_at: user.updatedAt,
});

/** Where a name is taken nothing may be kept of it: the caller's transaction has to be rolled back. */
export type InsertUserResult = { readonly ok: true } | { readonly ok: false; readonly taken: NameKind };

export async function insertUser(
  tx: WriteTx,
  user: User,
  names: readonly UserName[],
): Promise<InsertUserResult> {
  const taken = await takeNames(tx, user.poolId, user.sub, names);
  if (taken) return { ok: false, taken };
  await tx.insertInto("users").values(rowOf(user)).execute();
  await insertSearchKeys(tx, [user]);
  return { ok: true };
}

const rowOf = (user: User) => ({
  pool_id: user.poolId,
  sub: user.sub,
  ...changing(user),
  created_at: user.createdAt,
  version: user.version,
});

/** A new user, and the names that are to find the user. */
export interface NamedUser {
  readonly user: User;
  readonly names: readonly UserName[];
}

const USERS_A_STATEMENT = 128;
const SUBS_A_STATEMENT = 512;

/** Stores many users of one pool; false where a name is taken: the caller's transaction has to be rolled back. */
export async function insertUsers(
  tx: WriteTx,
  poolId: UserPoolId,
  named: readonly NamedUser[],
): Promise<boolean> {
  const owned = named.flatMap(({ user: { sub }, names }) => names.map((name) => ({ ...name, sub })));
  if (!(await takeFreeNames(tx, poolId, owned))) return false;
  const users = named.map(({ user }) => user);
  for (const some of pieces(users, USERS_A_STATEMENT)) {
    await tx.insertInto("users").values(some.map(rowOf)).execute();
  }
  await insertSearchKeys(tx, users);
  return true;
}

const precedence: readonly NameKind[] = ["username", "email", "phone_number", "preferred_username"];

/** By any of the names that sign a user in, a username before an alias; else by the sub itself. */
export async function findUserByName(
  tx: ReadTx,
  poolId: UserPoolId,
  nameKey: string,
  asSubText: string,
): Promise<User | undefined> {
  const rows = await tx
    .selectFrom("user_names")
    .innerJoin("users", (join) =>
      join.onRef("users.pool_id", "=", "user_names.pool_id").onRef("users.sub", "=", "user_names.sub"),
    )
    .select("user_names.kind")
    .select(userColumns)
    .where("user_names.pool_id", "=", poolId)
    .where("user_names.name_key", "=", nameKey)
    .execute();
  const [first] = rows.sort((a, b) => precedence.indexOf(a.kind) - precedence.indexOf(b.kind));
  return first ? toUser(first) : findUserBySub(tx, poolId, asSub(asSubText));
}

export async function findUserBySub(tx: ReadTx, poolId: UserPoolId, sub: Sub): Promise<User | undefined> {
  const row = await tx
    .selectFrom("users")
    .select(userColumns)
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .executeTakeFirst();
  return row && toUser(row);
}

/** The user whose sub comes next after a text, the first one following the last; undefined where there is none at all. */
export async function findUserAfter(tx: ReadTx, poolId: UserPoolId, text: string): Promise<User | undefined> {
  const first = tx
    .selectFrom("users")
    .select(userColumns)
    .where("pool_id", "=", poolId)
    .orderBy("sub")
    .limit(1);
  const row =
    (await first.where("sub", ">", asSub(text)).executeTakeFirst()) ?? (await first.executeTakeFirst());
  return row && toUser(row);
}

/** Which of these texts are subs of users. */
export async function findSubs(
  tx: ReadTx,
  poolId: UserPoolId,
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const some of pieces(texts.map(asSub), SUBS_A_STATEMENT)) {
    const rows = await tx
      .selectFrom("users")
      .select("sub")
      .where("pool_id", "=", poolId)
      .where("sub", "in", some)
      .execute();
    for (const { sub } of rows) found.add(sub);
  }
  return found;
}

/** Writes `user` over the version it was read at; false where that is no longer the latest. */
export async function updateUser(tx: WriteTx, user: User): Promise<boolean> {
  const before = await findUserBySub(tx, user.poolId, user.sub);
  if (before?.version !== user.version) return false;
  const result = await tx
    .updateTable("users")
    .set({ ...changing(user), version: user.version + 1 })
    .where("pool_id", "=", user.poolId)
    .where("sub", "=", user.sub)
    .where("version", "=", user.version)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  await changeSearchKeys(tx, before, user);
  return true;
}

/** Removes the user and frees the names; whatever else there is of the user is erased now or by and by. */
export async function removeUser(
  tx: WriteTx,
  { poolId, sub }: Pick<User, "poolId" | "sub">,
  now: number,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("users")
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  await tx.deleteFrom("user_names").where("pool_id", "=", poolId).where("sub", "=", sub).execute();
  await dropSearchKeys(tx, poolId, sub);
  await erase(tx, { poolId, kind: "user", targetId: sub, requestedAt: now });
  return true;
}

/** Counts a pool's users, but no further than `atMost`. */
export const countUsers = (tx: ReadTx, poolId: UserPoolId, atMost: number): Promise<number> =>
  countRows(tx, "users", poolId, atMost);
