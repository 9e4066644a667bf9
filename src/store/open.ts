import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import { createDb, type Db, type Engine } from "./db.ts";

export interface OpenOptions {
  /** A SQLite file, `:memory:`, or `postgres://…`. */
  readonly location: string;
  readonly scope: TransactionScope;
  readonly random: Random;
  readonly log: Log;
  /** Told of each transaction that runs again. */
  readonly retried?: () => void;
}

const isPostgres = (location: string): boolean => /^postgres(ql)?:\/\//.test(location);

/** Opens the database and brings its schema up to date; a `StoreError` says in one line why it can't be. */
export async function openDatabase({ location, scope, random, log, retried }: OpenOptions): Promise<Db> {
  return createDb(await openEngine(location, log), scope, random, retried);
}

/** Loads only what speaks to the database at hand. */
async function openEngine(location: string, log: Log): Promise<Engine> {
  if (isPostgres(location)) return (await import("./postgres.ts")).openPostgres(location, { log });
  const { openSqlite, openTemporarySqlite } = await import("./sqlite.ts");
  return location === ":memory:" ? openTemporarySqlite() : openSqlite(location, { log });
}
