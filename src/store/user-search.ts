import type { Sub, UserPoolId } from "../base/ids.ts";
import type { User } from "../domain/user.ts";
import { type SearchKey, searchKeysOf } from "../domain/user-search.ts";
import type { WriteTx } from "./db.ts";
import { pieces } from "./pieces.ts";
import type { Tables } from "./tables.ts";

type Searchable = Pick<User, "poolId" | "sub" | "username" | "attributes">;

/** Makes new users searchable. */
export const insertSearchKeys = (tx: WriteTx, users: readonly Searchable[]): Promise<void> =>
  insertRows(
    tx,
    users.flatMap((user) => rowsOf(user, searchKeysOf(user.username, user.attributes))),
  );

/** Follows a user's change, touching only what is searched and did change. */
export async function changeSearchKeys(tx: WriteTx, before: Searchable, after: Searchable): Promise<void> {
  const old = searchKeysOf(before.username, before.attributes);
  const fresh = searchKeysOf(after.username, after.attributes);
  for (const { attribute, value } of without(old, fresh)) {
    await tx
      .deleteFrom("user_search")
      .where("pool_id", "=", before.poolId)
      .where("attribute", "=", attribute)
      .where("value", "=", value)
      .where("sub", "=", before.sub)
      .execute();
  }
  await insertRows(tx, rowsOf(after, without(fresh, old)));
}

const without = (keys: readonly SearchKey[], others: readonly SearchKey[]): SearchKey[] =>
  keys.filter(
    (key) => !others.some((other) => other.attribute === key.attribute && other.value === key.value),
  );

type Row = Tables["user_search"];

const rowsOf = ({ poolId, sub }: Searchable, keys: readonly SearchKey[]): Row[] =>
  keys.map(({ attribute, value }) => ({ pool_id: poolId, attribute, value, sub }));

const ROWS_A_STATEMENT = 512;

async function insertRows(tx: WriteTx, rows: readonly Row[]): Promise<void> {
  for (const some of pieces(rows, ROWS_A_STATEMENT)) {
    await tx.insertInto("user_search").values(some).execute();
  }
}

export async function dropSearchKeys(tx: WriteTx, poolId: UserPoolId, sub: Sub): Promise<void> {
  await tx.deleteFrom("user_search").where("pool_id", "=", poolId).where("sub", "=", sub).execute();
}
