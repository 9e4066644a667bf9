import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { createTable, type Table } from "./table.ts";

const tables: Readonly<Record<string, Table>> = {
  import_jobs: {
    columns: {
      pool_id: "key",
      id: "key",
      name: "text",
      logs_role_arn: "text",
      algorithm: "text?",
      status: "key",
      file_id: "key?",
      file_lines: "count?",
      next_byte: "count",
      next_line: "count",
      imported: "count",
      skipped: "count",
      failed: "count",
      created_at: "time",
      started_at: "time?",
      completed_at: "time?",
      completion_message: "text?",
      version: "count",
    },
    primaryKey: ["pool_id", "id"],
    indexes: {
      import_jobs_by_age: ["pool_id", "created_at", "id"],
      import_jobs_by_status: ["status", "created_at"],
    },
  },
  import_chunks: {
    columns: { pool_id: "key", job_id: "key", file_id: "key", first_byte: "count", content: "text" },
    primaryKey: ["pool_id", "job_id", "file_id", "first_byte"],
  },
  import_logs: {
    columns: { pool_id: "key", job_id: "key", first_line: "count", text: "text", expires_at: "time" },
    primaryKey: ["pool_id", "job_id", "first_line"],
    indexes: { import_logs_by_expiry: ["expires_at"] },
  },
  active_imports: {
    columns: { pool_id: "key", job_id: "key", region: "key", leased_until: "time" },
    primaryKey: ["pool_id", "job_id"],
    unique: ["region"],
  },
};

/** Jobs that import users from files, the files until they are read, what became of their rows, and who is at work. */
export const importJobs = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    for (const [name, table] of Object.entries(tables)) await createTable(db, types, name, table);
  },
});
