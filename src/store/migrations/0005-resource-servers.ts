import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createIndex, createTable } from "./table.ts";

/** Resource servers, and a pool's clients by their age. */
export const resourceServers = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await createTable(db, types, "resource_servers", {
      columns: { pool_id: "key", identifier: "key", name: "text", scopes: "text" },
      primaryKey: ["pool_id", "identifier"],
    });
    await createIndex(db, "app_clients", "app_clients_by_age", ["pool_id", "created_at", "id"]);
  },
});
