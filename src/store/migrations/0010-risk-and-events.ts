import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  risk_configurations: {
    columns: { pool_id: "key", client_id: "key", settings: "text", updated_at: "time" },
    primaryKey: ["pool_id", "client_id"],
  },
  auth_events: {
    columns: {
      pool_id: "key",
      id: "key",
      sub: "key",
      type: "key",
      response: "key",
      details: "text",
      feedback: "text?",
      created_at: "time",
    },
    primaryKey: ["pool_id", "id"],
    indexes: {
      auth_events_by_user: ["pool_id", "sub", "created_at", "id"],
      auth_events_by_age: ["created_at"],
    },
  },
};

/** Threat protection: how pools and clients answer to risks, and what users were seen to do. */
export const riskAndEvents = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
