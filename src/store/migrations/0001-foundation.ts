import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  pools: {
    columns: {
      id: "key",
      region: "key",
      name: "text",
      settings: "text",
      secret: "text",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["id"],
    indexes: { pools_by_age: ["region", "created_at", "id"] },
  },
  app_clients: {
    columns: {
      pool_id: "key",
      id: "key",
      name: "text",
      settings: "text",
      secrets: "text",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "id"],
    unique: ["id"],
  },
  users: {
    columns: {
      pool_id: "key",
      sub: "key",
      username: "key",
      status: "key",
      enabled: "count",
      attributes: "text",
      password: "text?",
      password_set_at: "time?",
      signed_out_at: "time?",
      created_at: "time",
      updated_at: "time",
      version: "count",
    },
    primaryKey: ["pool_id", "sub"],
  },
  user_names: {
    columns: { pool_id: "key", name_key: "key", kind: "key", sub: "key" },
    primaryKey: ["pool_id", "name_key", "kind"],
    indexes: { user_names_by_user: ["pool_id", "sub"] },
  },
  codes: {
    columns: {
      pool_id: "key",
      sub: "key",
      purpose: "key",
      mac: "key",
      attribute: "text",
      medium: "text",
      destination: "text",
      created_at: "time",
      expires_at: "time",
      tries: "count",
      consumed_at: "time?",
    },
    primaryKey: ["pool_id", "sub", "purpose"],
    indexes: { codes_by_expiry: ["expires_at"] },
  },
  attempts: {
    columns: {
      pool_id: "key",
      subject: "key",
      kind: "key",
      count: "count",
      first_at: "time",
      last_at: "time",
    },
    primaryKey: ["pool_id", "subject", "kind"],
    indexes: { attempts_by_age: ["last_at"] },
  },
  auth_sessions: {
    columns: {
      pool_id: "key",
      id: "key",
      client_id: "key",
      sub: "key?",
      username: "text",
      challenge: "key",
      state: "text",
      created_at: "time",
      expires_at: "time",
      tries: "count",
      claimed_at: "time?",
    },
    primaryKey: ["pool_id", "id"],
    indexes: { auth_sessions_by_user: ["pool_id", "sub"], auth_sessions_by_expiry: ["expires_at"] },
  },
  grants: {
    columns: {
      pool_id: "key",
      id: "key",
      sub: "key",
      client_id: "key",
      username: "text",
      auth_time: "time",
      event_id: "text",
      scopes: "text",
      created_at: "time",
      expires_at: "time",
      revoked_at: "time?",
    },
    primaryKey: ["pool_id", "id"],
    indexes: {
      grants_by_user: ["pool_id", "sub"],
      grants_by_client: ["pool_id", "client_id"],
      grants_by_expiry: ["expires_at"],
    },
  },
  refresh_tokens: {
    columns: {
      pool_id: "key",
      hash: "key",
      grant_id: "key",
      issued_at: "time",
      expires_at: "time",
      retired_at: "time?",
    },
    primaryKey: ["pool_id", "hash"],
    indexes: { refresh_tokens_by_grant: ["pool_id", "grant_id"] },
  },
  signing_keys: {
    columns: {
      pool_id: "key",
      use: "key",
      kid: "key",
      public_key: "text",
      private_key: "text",
      created_at: "time",
    },
    primaryKey: ["pool_id", "use"],
  },
  messages: {
    columns: {
      pool_id: "key",
      id: "key",
      sub: "key?",
      username: "text",
      medium: "text",
      kind: "text",
      destination: "text",
      content: "text?",
      status: "key",
      created_at: "time",
      sent_at: "time?",
      next_try_at: "time",
      tries: "count",
    },
    primaryKey: ["pool_id", "id"],
    indexes: { messages_by_turn: ["status", "next_try_at"], messages_by_user: ["pool_id", "sub"] },
  },
  erasures: {
    columns: { pool_id: "key", kind: "key", target_id: "key", requested_at: "time" },
    primaryKey: ["pool_id", "kind", "target_id"],
    indexes: { erasures_by_age: ["requested_at"] },
  },
  access_keys: {
    columns: { id: "key", sealed_secret: "text", allow: "text", created_at: "time", revoked_at: "time?" },
    primaryKey: ["id"],
  },
  master_keys: {
    columns: { key_id: "key", check_value: "text", created_at: "time" },
    primaryKey: ["key_id"],
  },
};

/** Pools, their clients and users, sign-ins and tokens, messages, and the server's own keys. */
export const foundation = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
