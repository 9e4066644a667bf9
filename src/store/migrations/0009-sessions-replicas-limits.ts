import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { addColumn, createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  user_sessions: {
    columns: {
      pool_id: "key",
      id: "key",
      sub: "key",
      client_id: "key",
      grant_id: "key",
      device_type: "text",
      ip: "text",
      created_at: "time",
      last_active_at: "time",
      expires_at: "time",
    },
    primaryKey: ["pool_id", "id"],
    indexes: {
      user_sessions_by_use: ["pool_id", "sub", "last_active_at", "id"],
      user_sessions_by_grant: ["pool_id", "grant_id"],
      user_sessions_by_client: ["pool_id", "client_id"],
      user_sessions_by_expiry: ["expires_at"],
    },
  },
  user_pool_replicas: {
    columns: {
      pool_id: "key",
      region: "key",
      status: "key",
      tags: "text",
      created_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "region"],
    indexes: { user_pool_replicas_by_region: ["region", "pool_id"] },
  },
  provisioned_limits: {
    columns: { region: "key", category: "key", value: "count", updated_at: "time" },
    primaryKey: ["region", "category"],
  },
};

/** Tracked sessions and what rules them, replicas of pools in other regions, and request rates that were set. */
export const sessionsReplicasLimits = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await addColumn(db, types, "pools", "sessions", "text?");
    await addColumn(db, types, "app_clients", "sso_validity_minutes", "count?");
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
