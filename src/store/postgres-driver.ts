import {
  AbortedTransactionError,
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import type { Pool, PoolClient } from "pg";

/** A SQLSTATE (PostgreSQL manual, appendix A), where the error is an answer of the server at all. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof Error && "severity" in error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

const CHANGES = new Set(["INSERT", "UPDATE", "DELETE"]);

class PostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  #lost = false;
  readonly #lose = (): void => {
    this.#lost = true;
  };

  /** Listens for the connection's end, which would end the process if nobody did. */
  constructor(client: PoolClient) {
    this.#client = client;
    client.on("error", this.#lose);
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.#ask(sql, parameters);
    return CHANGES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
  }

  /** PostgreSQL answers the commit of a transaction that an error ended with a rollback. */
  async commit(): Promise<void> {
    const { command } = await this.#ask("commit", []);
    if (command === "ROLLBACK") throw new AbortedTransactionError();
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for a generator, and no query of ours streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("queries are not streamed");
  }

  release(): void {
    this.#client.off("error", this.#lose);
    this.#client.release(this.#lost);
  }

  /** What fails without an answer, such as by a time-out, leaves a connection nobody can use any more. */
  async #ask(sql: string, parameters: readonly unknown[]) {
    try {
      return await this.#client.query(sql, [...parameters]);
    } catch (error) {
      if (sqlState(error) === undefined) this.#lose();
      throw error;
    }
  }
}

class PostgresDriver implements Driver {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<PostgresConnection> {
    return new PostgresConnection(await this.#pool.connect());
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin"));
  }

  async commitTransaction(connection: PostgresConnection): Promise<void> {
    await connection.commit();
  }

  /** Where the connection is lost the server rolls back by itself, and the error to tell is the first one. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("rollback")).catch(() => {});
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

export const postgresDialect = (pool: Pool): Dialect => ({
  createDriver: () => new PostgresDriver(pool),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
  createQueryCompiler: () => new PostgresQueryCompiler(),
});
