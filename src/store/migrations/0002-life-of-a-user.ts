import { type Kysely, sql } from "kysely";
import type { UserAttributes } from "../../domain/user.ts";
import { searchKeysOf } from "../../domain/user-search.ts";
import { fromJson, type JsonText } from "../json-text.ts";
import type { ColumnTypes } from "./column-types.ts";
import { addColumn, createIndex, createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  user_search: {
    columns: { pool_id: "key", attribute: "key", value: "key", sub: "key" },
    primaryKey: ["pool_id", "attribute", "value", "sub"],
    indexes: { user_search_by_user: ["pool_id", "sub"] },
  },
  password_histories: {
    columns: { pool_id: "key", sub: "key", passwords: "text" },
    primaryKey: ["pool_id", "sub"],
  },
};

const newIndexes = [
  { table: "users", index: "users_by_age", columns: ["pool_id", "created_at", "sub"] },
  { table: "users", index: "users_by_status", columns: ["pool_id", "status", "created_at", "sub"] },
  { table: "users", index: "users_by_enabled", columns: ["pool_id", "enabled", "created_at", "sub"] },
  { table: "refresh_tokens", index: "refresh_tokens_by_expiry", columns: ["expires_at"] },
] as const;

/** What ListUsers searches, earlier passwords, and a user's legacy MFA options. */
export const lifeOfAUser = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await addColumn(db, types, "users", "mfa_options", "text?");
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
    for (const { table, index, columns } of newIndexes) await createIndex(db, table, index, columns);
    await indexUsers(db);
  },
});

interface UserRow {
  readonly pool_id: string;
  readonly sub: string;
  readonly username: string;
  readonly attributes: JsonText<UserAttributes>;
}

const USERS_AT_ONCE = 500;

/** Makes the users that are there already searchable. */
async function indexUsers(db: Kysely<unknown>): Promise<void> {
  for (let last = { pool_id: "", sub: "" }; ; ) {
    const { rows } = await sql<UserRow>`
      select pool_id, sub, username, attributes from users
      where (pool_id, sub) > (${last.pool_id}, ${last.sub}) order by pool_id, sub limit ${USERS_AT_ONCE}
    `.execute(db);
    const keys = rows.flatMap(({ pool_id, sub, username, attributes }) =>
      searchKeysOf(username, fromJson(attributes)).map(
        ({ attribute, value }) => sql`(${pool_id}, ${attribute}, ${value}, ${sub})`,
      ),
    );
    if (keys.length > 0) {
      await sql`insert into user_search (pool_id, attribute, value, sub) values ${sql.join(keys)}`.execute(
        db,
      );
    }
    const end = rows.at(-1);
    if (!end || rows.length < USERS_AT_ONCE) return;
    last = end;
  }
}
