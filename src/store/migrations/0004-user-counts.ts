import type { Kysely } from "kysely";
import type { ColumnTypes } from "./column-types.ts";
import { addColumn, createIndex } from "./table.ts";

/** How many users a pool had when they were counted last, and the certificates of keys that have one. */
export const userCounts = (types: ColumnTypes) => ({
  async up(db: Kysely<unknown>): Promise<void> {
    await addColumn(db, types, "pools", "user_count", "count?");
    await addColumn(db, types, "pools", "users_counted_at", "time?");
    await createIndex(db, "pools", "pools_by_count", ["users_counted_at"]);
    await addColumn(db, types, "signing_keys", "certificate", "text?");
  },
});
