import { DatabaseSync } from "node:sqlite";
import pg from "pg";

export type Row = Readonly<Record<string, unknown>>;

/** Asks the database that a server uses, past the server. */
export async function rawSql(database: string, statement: string): Promise<Row[]> {
  return database.startsWith("postgres:") ? onPostgres(database, statement) : onSqlite(database, statement);
}

async function onPostgres(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(statement);
    return rows;
  } finally {
    await client.end();
  }
}

function onSqlite(file: string, statement: string): Row[] {
  const opened = new DatabaseSync(file, { timeout: 5000 });
  try {
    return opened.prepare(statement).all();
  } finally {
    opened.close();
  }
}
