import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "./column-types.ts";

type ColumnKind = "key" | "text" | "time" | "count";
type Column = ColumnKind | `${ColumnKind}?`;

export interface Table {
  /** A `?` marks what may be null. */
  readonly columns: Readonly<Record<string, Column>>;
  readonly primaryKey: readonly string[];
  readonly unique?: readonly string[];
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

export async function createTable(db: Kysely<unknown>, types: ColumnTypes, name: string, table: Table) {
  const columns = Object.entries(table.columns).map(([column, kind]) => columnOf(types, column, kind));
  const primaryKey = sql`primary key (${names(table.primaryKey)})`;
  const unique = table.unique ? [sql`unique (${names(table.unique)})`] : [];
  await sql`
    create table ${sql.table(name)} (${sql.join([...columns, primaryKey, ...unique])}) ${types.tableEnd}
  `.execute(db);
  for (const [index, indexed] of Object.entries(table.indexes ?? {})) {
    await createIndex(db, name, index, indexed);
  }
}

/** The new column of rows that are there already is null. */
export async function addColumn(
  db: Kysely<unknown>,
  types: ColumnTypes,
  table: string,
  column: string,
  kind: `${ColumnKind}?`,
) {
  await sql`alter table ${sql.table(table)} add column ${columnOf(types, column, kind)}`.execute(db);
}

export async function createIndex(
  db: Kysely<unknown>,
  table: string,
  index: string,
  columns: readonly string[],
) {
  await sql`create index ${sql.ref(index)} on ${sql.table(table)} (${names(columns)})`.execute(db);
}

function columnOf(types: ColumnTypes, column: string, kind: Column) {
  const type = types[kind.replace("?", "") as ColumnKind];
  return sql`${sql.ref(column)} ${type} ${kind.endsWith("?") ? sql`` : sql`not null`}`;
}

const names = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));
