import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  brandings: {
    columns: {
      pool_id: "key",
      id: "key",
      client_id: "key",
      uses_provided_values: "count",
      settings: "text?",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "id"],
    unique: ["pool_id", "client_id"],
  },
  branding_assets: {
    columns: {
      pool_id: "key",
      client_id: "key",
      category: "key",
      color_mode: "key",
      resource_id: "key",
      extension: "text",
      bytes: "text",
    },
    primaryKey: ["pool_id", "client_id", "category", "color_mode", "resource_id"],
  },
  ui_customizations: {
    columns: {
      pool_id: "key",
      client_id: "key",
      css: "text?",
      css_version: "text?",
      logo_version: "key?",
      logo_format: "text?",
      logo: "text?",
      created_at: "time",
      updated_at: "time",
    },
    primaryKey: ["pool_id", "client_id"],
    indexes: { ui_customizations_by_logo: ["pool_id", "logo_version"] },
  },
  terms: {
    columns: {
      pool_id: "key",
      id: "key",
      client_id: "key",
      name: "key",
      source: "text",
      enforcement: "text",
      links: "text",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "id"],
    unique: ["pool_id", "client_id", "name"],
    indexes: { terms_by_age: ["pool_id", "created_at", "id"] },
  },
};

/** The looks of the sign-in pages, and the terms documents they link to. */
export const brandingAndTerms = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
