import { type RawBuilder, sql } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { ReadTx } from "./db.ts";
import type { PoolTable } from "./erasures.ts";

/** Counts a pool's rows in a table, but no further than `atMost`. */
export async function countRows(
  tx: ReadTx,
  table: PoolTable,
  poolId: UserPoolId,
  atMost: number = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from ${sql.table(table)} where pool_id = ${poolId} limit ${atMost}
    ) as counted`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Whether a row comes behind a place in the order of these columns; where there is no place every row does. */
export const behind = (
  columns: readonly string[],
  place: readonly (string | number)[] | undefined,
  order: "ascending" | "descending" = "ascending",
): RawBuilder<boolean> =>
  place
    ? sql<boolean>`(${sql.join(columns.map((column) => sql.ref(column)))}) ${order === "ascending" ? sql`>` : sql`<`} (${sql.join(place)})`
    : sql<boolean>`1 = 1`;
