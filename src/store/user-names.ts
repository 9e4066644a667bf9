import type { Sub, UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";
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

/** False where the name belongs to somebody else; true as well where it is the user's already. */
export async function takeName(
  tx: WriteTx,
  poolId: UserPoolId,
  kind: NameKind,
  key: string,
  sub: Sub,
): Promise<boolean> {
  if ((await takeNames(tx, poolId, sub, [{ kind, key }])) === undefined) return true;
  return (await ownerOfName(tx, poolId, kind, key)) === sub;
}

/** Takes the name even from somebody else. */
export async function seizeName(
  tx: WriteTx,
  poolId: UserPoolId,
  kind: NameKind,
  key: string,
  sub: Sub,
): Promise<void> {
  await tx
    .insertInto("user_names")
    .values({ pool_id: poolId, name_key: key, kind, sub })
    .onConflict((conflict) => conflict.columns(["pool_id", "name_key", "kind"]).doUpdateSet({ sub }))
    .execute();
}

/** Exchanges all names of a user; says which kind of the new ones belongs to somebody else. */
export async function replaceNames(
  tx: WriteTx,
  poolId: UserPoolId,
  sub: Sub,
  names: readonly UserName[],
): Promise<NameKind | undefined> {
  await tx.deleteFrom("user_names").where("pool_id", "=", poolId).where("sub", "=", sub).execute();
  return takeNames(tx, poolId, sub, names);
}

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
