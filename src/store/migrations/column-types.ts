import { type RawBuilder, sql } from "kysely";

/** Where the two databases call the same column by different names. */
export interface ColumnTypes {
  /** Text that is compared and ordered, by its bytes. */
  readonly key: RawBuilder<unknown>;
  readonly text: RawBuilder<unknown>;
  /** Epoch milliseconds. */
  readonly time: RawBuilder<unknown>;
  readonly count: RawBuilder<unknown>;
  /** What stands behind a table's columns. */
  readonly tableEnd: RawBuilder<unknown>;
}

export const sqliteTypes: ColumnTypes = {
  key: sql`text`,
  text: sql`text`,
  time: sql`integer`,
  count: sql`integer`,
  tableEnd: sql`strict`,
};

export const postgresTypes: ColumnTypes = {
  key: sql`text collate "C"`,
  text: sql`text`,
  time: sql`bigint`,
  count: sql`integer`,
  tableEnd: sql``,
};
