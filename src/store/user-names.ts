import type { Sub, UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { pieces } from "./pieces.ts";
import type { NameKind } from "./tables.ts";

/** A name that signs its user in; `key` is folded where the pool ignores case. */
export interface UserName {
  readonly kind: NameKind;
  readonly key: string;
}

/** Takes all names, or says which kind of name belongs to somebody already. */
export async function takeNames(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  names: readonly UserName[],
): Promise<NameKind | undefined> {
  if (names.length === 0) return undefined;
  const rows = await tx
    .insertInto("user_names")
    .values(names.map(({ kind, key }) => ({ pool_id: poolId, name_key: key, kind, sub })))
    .onConflict((conflict) => conflict.doNothing())
    .returning("kind")
    .execute();
  const got = new Set(rows.map(({ kind }) => kind));
  return names.find(({ kind }) => !got.has(kind))?.kind;
}

export interface OwnedName extends UserName {
  readonly sub: Sub;
}

const NAMES_A_STATEMENT = 512;

/** Takes names for many users; false where one belongs to somebody: the caller's transaction has to be rolled back. */
export async function takeFreeNames(
  tx: WriteTx,
  poolId: UserPoolId,
  names: readonly OwnedName[],
): Promise<boolean> {
  for (const some of pieces(names, NAMES_A_STATEMENT)) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto("user_names")
      .values(some.map(({ kind, key, sub }) => ({ pool_id: poolId, name_key: key, kind, sub })))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows !== BigInt(some.length)) return false;
  }
  return true;
}

/** Those of the names with these keys that belong to somebody, whatever their kinds. */
export async function findNames(
  tx: ReadTx,
  poolId: UserPoolId,
  keys: readonly string[],
): Promise<OwnedName[]> {
  const found: OwnedName[] = [];
  for (const some of pieces(keys, NAMES_A_STATEMENT)) {
    const rows = await tx
      .selectFrom("user_names")
      .select(["kind", "name_key", "sub"])
      .where("pool_id", "=", poolId)
      .where("name_key", "in", some)
      .execute();
    for (const { kind, name_key, sub } of rows) found.push({ kind, key: name_key, sub });
  }
  return found;
}

/** Exchanges a user's names, touching only those that differ; says which kind of the new ones belongs to somebody else. */
export async function replaceNames(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  names: readonly UserName[],
): Promise<NameKind | undefined> {
  const before = await listNames(tx, poolId, sub);
  for (const { kind, key } of without(before, names)) {
    await tx
      .deleteFrom("user_names")
      .where("pool_id", "=", poolId)
      .where("name_key", "=", key)
      .where("kind", "=", kind)
      .execute();
  }
  return takeNames(tx, poolId, sub, without(names, before));
}

const without = (names: readonly UserName[], others: readonly UserName[]): UserName[] =>
  names.filter(({ kind, key }) => !others.some((other) => other.kind === kind && other.key === key));

export async function dropName(tx: WriteTx, poolId: UserPoolId, kind: NameKind, sub: Sub): Promise<void> {
  await tx
    .deleteFrom("user_names")
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .where("kind", "=", kind)
    .execute();
}

export async function ownerOfName(
  tx: ReadTx,
  poolId: UserPoolId,
  kind: NameKind,
  key: string,
): Promise<Sub | undefined> {
  const row = await tx
    .selectFrom("user_names")
    .select("sub")
    .where("pool_id", "=", poolId)
    .where("name_key", "=", key)
    .where("kind", "=", kind)
    .executeTakeFirst();
  return row?.sub;
}

export async function listNames(tx: ReadTx, poolId: UserPoolId, sub: Sub): Promise<UserName[]> {
  const rows = await tx
    .selectFrom("user_names")
    .select(["kind", "name_key"])
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .orderBy("kind")
    .execute();
  return rows.map(({ kind, name_key }) => ({ kind, key: name_key }));
}
