import { DatabaseSync } from "node:sqlite";
import { type CompiledQuery, Kysely } from "kysely";
import type { ReadTx } from "../../src/store/db.ts";
import { sqliteReader } from "../../src/store/sqlite-driver.ts";
import type { Tables } from "../../src/store/tables.ts";
import { openForTests } from "./fixtures.ts";

/** How SQLite goes about each query of `ask`, step by step; the database at `location` may be new. */
export async function queryPlans(
  location: string,
  ask: (tx: ReadTx) => Promise<unknown>,
): Promise<unknown[][]> {
  await openForTests(location);
  const database = new DatabaseSync(location);
  const asked: CompiledQuery[] = [];
  const spied = new Kysely<Tables>({
    dialect: sqliteReader(database),
    log: ({ query }) => void asked.push(query),
  });
  await ask(spied as Pick<Kysely<Tables>, "selectFrom" | "getExecutor"> as ReadTx);
  const plans = asked.map(({ sql, parameters }) =>
    database
      .prepare(`explain query plan ${sql}`)
      .all(...(parameters as string[]))
      .map(({ detail }) => detail),
  );
  database.close();
  return plans;
}
