import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  groups: {
    columns: {
      pool_id: "key",
      id: "key",
      name: "key",
      description: "text?",
      role_arn: "text?",
      precedence: "count?",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "id"],
    unique: ["pool_id", "name"],
  },
  group_members: {
    columns: { pool_id: "key", sub: "key", group_id: "key", added_at: "time" },
    primaryKey: ["pool_id", "sub", "group_id"],
    indexes: { group_members_by_age: ["pool_id", "group_id", "added_at", "sub"] },
  },
};

/** Groups, and which users are in them. */
export const groups = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
