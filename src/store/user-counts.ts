import { sql } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { countUsers } from "./users.ts";

/** So many users are counted whenever somebody asks; of more there is an estimate. */
export const COUNTED_AT_ONCE = 1000;

/** How many users a pool has: exact up to a thousand, and beyond that, what was counted last. */
export async function estimateUsers(tx: ReadTx, poolId: UserPoolId): Promise<number> {
  const counted = await countUsers(tx, poolId, COUNTED_AT_ONCE + 1);
  if (counted <= COUNTED_AT_ONCE) return counted;
  const row = await tx.selectFrom("pools").select("user_count").where("id", "=", poolId).executeTakeFirst();
  return Math.max(counted, row?.user_count ?? 0);
}

export interface UserCount {
  readonly poolId: UserPoolId;
  readonly users: number;
}

/** Pools whose users were last counted before a time, or never; each counted as far as one more than a thousand. */
export async function staleCounts(tx: ReadTx, countedBefore: number, limit: number): Promise<UserCount[]> {
  const { rows } = await sql<{ id: UserPoolId; users: number }>`
    select pools.id, (
      select count(*) from (
        select 1 from users where users.pool_id = pools.id limit ${COUNTED_AT_ONCE + 1}
      ) counted
    ) as users
    from pools
    where users_counted_at is null or users_counted_at < ${countedBefore}
    limit ${limit}`.execute(tx);
  return rows.map(({ id, users }) => ({ poolId: id, users }));
}

export interface CountedPiece {
  readonly users: number;
  /** The sub that the next piece goes on behind. */
  readonly last: string;
}

/** Counts the next users of a pool, in the order of their subs. */
export async function countPiece(
  tx: ReadTx,
  poolId: UserPoolId,
  after: string,
  limit: number,
): Promise<CountedPiece> {
  const { rows } = await sql<{ users: number; last: string | null }>`
    select count(*) as users, max(sub) as last from (
      select sub from users where pool_id = ${poolId} and sub > ${after} order by sub limit ${limit}
    ) piece`.execute(tx);
  const [{ users, last } = { users: 0, last: null }] = rows;
  return { users, last: last ?? after };
}

/** Remembers counts; who changes a pool at the same time is not disturbed. */
export async function saveUserCounts(tx: WriteTx, counts: readonly UserCount[], now: number): Promise<void> {
  for (const { poolId, users } of counts) {
    await tx
      .updateTable("pools")
      .set({ user_count: users, users_counted_at: now })
      .where("id", "=", poolId)
      .execute();
  }
}
