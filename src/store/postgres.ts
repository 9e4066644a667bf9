import { Kysely, sql } from "kysely";
import type { Pool, PoolConfig, QueryConfig } from "pg";
import type { Log } from "../base/log.ts";
import type { Engine } from "./db.ts";
import { migrate } from "./migrate.ts";
import { postgresTypes } from "./migrations/column-types.ts";
import { postgresDialect, sqlState } from "./postgres-driver.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

const CONNECTIONS = 20;

/** All in milliseconds. A request gives up on a lost server sooner than its caller gives up on us. */
const limits = {
  connectionTimeoutMillis: 5000,
  statement_timeout: 8000,
  query_timeout: 10_000,
  idle_in_transaction_session_timeout: 10_000,
} satisfies PoolConfig;
const pingQuery: QueryConfig & { readonly query_timeout: number } = { text: "select 1", query_timeout: 3000 };

/** Serialization failure and deadlock (PostgreSQL manual, appendix A). */
const LOST_RACES = new Set(["40001", "40P01"]);

export interface PostgresOptions {
  readonly log: Log;
}

/** Opens a database by its URL, whose parameters may overrule what is set here. */
export async function openPostgres(url: string, { log }: PostgresOptions): Promise<Engine> {
  const { Pool, TypeOverrides } = (await import("pg")).default;
  const types = new TypeOverrides();
  // Times and counts stay far below 2^53.
  types.setTypeParser(20, Number);

  const open = (config: PoolConfig): Pool => {
    const pool = new Pool({
      application_name: "poolkeeper",
      keepAlive: true,
      types,
      connectionString: url,
      connectionTimeoutMillis: limits.connectionTimeoutMillis,
      ...config,
    });
    // Without a listener the end of an idle connection would end the process.
    pool.on("error", (error) => log.warn({ error }, "a connection to the database was lost"));
    return pool;
  };

  try {
    await prepare(open({ max: 2 }));
  } catch (error) {
    throw openingError(url, error);
  }

  const pool = open({ max: CONNECTIONS, ...limits });
  const db = new Kysely<Tables>({ dialect: postgresDialect(pool) });
  return {
    reader: db,
    writer: db,
    isLostRace: (error) => LOST_RACES.has(sqlState(error) ?? ""),
    // PostgreSQL has synced before it answers a commit.
    async settled() {},
    ping: () => ping(pool),
    close: () => pool.end(),
  };
}

/** Migrates without time limits, on connections of its own. */
async function prepare(pool: Pool): Promise<void> {
  try {
    const db = new Kysely<Tables>({ dialect: postgresDialect(pool) });
    const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(db);
    if (rows[0]?.synchronous_commit === "off") {
      throw new StoreError("its synchronous_commit is off, so it may lose what it has acknowledged");
    }
    await migrate(db, postgresTypes);
  } finally {
    await pool.end();
  }
}

async function ping(pool: Pool): Promise<void> {
  const client = await pool.connect();
  let lost: Error | boolean = true;
  try {
    await client.query(pingQuery);
    lost = false;
  } finally {
    client.release(lost);
  }
}

/** Says what went wrong, and never the password in the URL. */
function openingError(url: string, error: unknown): StoreError {
  const name = URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : "with this URL";
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const reason = first instanceof Error ? first.message : String(first);
  return new StoreError(`cannot open the database ${name}: ${reason}`, { cause: error });
}
