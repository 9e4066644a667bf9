import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  identity_providers: {
    columns: {
      pool_id: "key",
      name: "key",
      type: "key",
      details: "text",
      secrets: "text?",
      attribute_mapping: "text",
      identifiers: "text",
      acr_mapping: "text?",
      saml: "text?",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "name"],
  },
  provider_identifiers: {
    columns: { pool_id: "key", identifier: "key", provider: "key" },
    primaryKey: ["pool_id", "identifier"],
    indexes: { provider_identifiers_by_provider: ["pool_id", "provider"] },
  },
  linked_identities: {
    columns: {
      pool_id: "key",
      provider: "key",
      attribute: "key",
      value_key: "key",
      sub: "key",
      created_at: "time",
    },
    primaryKey: ["pool_id", "provider", "attribute", "value_key"],
    indexes: { linked_identities_by_user: ["pool_id", "sub"] },
  },
  domains: {
    columns: {
      pool_id: "key",
      kind: "key",
      domain: "key",
      managed_login_version: "count",
      custom_config: "text?",
      routing: "text?",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "kind"],
    unique: ["domain"],
  },
};

/** Identity providers, whose users are linked to the pool's own, and the domains of pools. */
export const providersAndDomains = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
