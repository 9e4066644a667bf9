import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";

const CACHED_STATEMENTS = 300;

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
}

/** Runs queries on one `node:sqlite` connection, and keeps the statements it prepared latest. */
class SqliteConnection implements DatabaseConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { statement, returnsRows } = this.#prepare(sql);
    const values = parameters as readonly SQLInputValue[];
    if (returnsRows) return { rows: statement.all(...values) as R[] };
    return { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) };
  }

  // biome-ignore lint/correctness/useYield: Kysely asks for a generator, and no query of ours streams.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("queries are not streamed");
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    const prepared = { statement, returnsRows: statement.columns().length > 0 };
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > CACHED_STATEMENTS) {
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest);
        break;
      }
    }
    return prepared;
  }
}

/** The one connection of a `DatabaseSync`; whether it is shared or taken in turns is the adapter's word. */
class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #connection: SqliteConnection;
  readonly #beforeBegin: () => void;

  constructor(database: DatabaseSync, beforeBegin: () => void) {
    this.#database = database;
    this.#connection = new SqliteConnection(database);
    this.#beforeBegin = beforeBegin;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** Takes the write lock at once: an upgrade in the middle could fail in ways that waiting does not help. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#beforeBegin();
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  /** Some errors, such as a full disk, have rolled back already. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#database.close();
  }
}

/** Callers take the connection in turns, which keeps their transactions apart. */
class ExclusiveAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Callers share the connection: each query runs to its end before the next, and there are no transactions. */
class SharedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

const dialect = (createDriver: () => Driver, createAdapter: () => SqliteAdapter): Dialect => ({
  createDriver,
  createAdapter,
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

const nothing = (): void => {};

export const sqliteReader = (database: DatabaseSync): Dialect =>
  dialect(
    () => new NodeSqliteDriver(database, nothing),
    () => new SharedAdapter(),
  );

/** `beforeBegin` throws where no transaction may begin any more. */
export const sqliteWriter = (database: DatabaseSync, beforeBegin: () => void): Dialect =>
  dialect(
    () => new NodeSqliteDriver(database, beforeBegin),
    () => new ExclusiveAdapter(),
  );
