import { type FileHandle, mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Log } from "../base/log.ts";
import { Checkpointer } from "./checkpointer.ts";
import type { Engine } from "./db.ts";
import { GroupSync } from "./group-sync.ts";
import { migrate } from "./migrate.ts";
import { sqliteTypes } from "./migrations/column-types.ts";
import { sqliteReader, sqliteWriter } from "./sqlite-driver.ts";
import { isBusy, openingError } from "./sqlite-errors.ts";
import { StoreError } from "./store-error.ts";
import type { Tables } from "./tables.ts";

/** While opening nobody is served yet, so the thread may wait for another process. */
const OPENING_BUSY_TIMEOUT_MS = 5000;
/** Later it may wait only this long; then the transaction starts over, with the thread free in between. */
const BUSY_TIMEOUT_MS = 5;

/** What becomes of commits. */
interface Keeping {
  /** Throws where nothing more is kept. */
  check(): void;
  settled(): Promise<void>;
}

export interface SqliteOptions {
  readonly log: Log;
  /** Waits until a file's data is on the disk. */
  readonly datasync?: (file: FileHandle) => Promise<void>;
}

/** Opens a file, made where it is missing; several processes may have it open. */
export function openSqlite(file: string, options: SqliteOptions): Promise<Engine> {
  return opening(file, async (opened) => {
    await createPrivately(file);
    const writer = opened.adopt(connect(file, "synchronous = normal", "wal_autocheckpoint = 0"), close);
    const reader = opened.adopt(connect(file, "query_only = 1"), close);
    return startEngine(opened, reader, writer, await keepOnDisk(opened, file, reader, options));
  });
}

/** Opens a database that ends with the process: it has no power failure to outlast, so no disk is waited for. */
export function openTemporarySqlite(): Promise<Engine> {
  return opening(":memory:", async (opened) => {
    const folder = await mkdtemp(join(tmpdir(), "poolkeeper-"));
    opened.defer(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "poolkeeper.db");
    const writer = opened.adopt(connect(file, "synchronous = off"), close);
    const reader = opened.adopt(connect(file, "query_only = 1"), close);
    return startEngine(opened, reader, writer, { check() {}, async settled() {} });
  });
}

const close = (database: DatabaseSync): void => database.close();

/** Gives back whatever was opened until then where the opening fails. */
async function opening(
  name: string,
  open: (opened: AsyncDisposableStack) => Promise<Engine>,
): Promise<Engine> {
  const opened = new AsyncDisposableStack();
  try {
    return await open(opened);
  } catch (error) {
    await opened.disposeAsync();
    throw openingError(name, error);
  }
}

async function keepOnDisk(
  opened: AsyncDisposableStack,
  file: string,
  reader: DatabaseSync,
  { log, datasync = (handle) => handle.datasync() }: SqliteOptions,
): Promise<Keeping> {
  const wal = opened.use(await open(`${file}-wal`, "r+"));
  await syncFolder(dirname(file));
  const sync = new GroupSync(() => datasync(wal));
  const checkpointer = opened.adopt(new Checkpointer(file, reader, log), (it) => it.close());
  return {
    check: () => sync.check(),
    async settled() {
      await sync.settled();
      checkpointer.notice();
    },
  };
}

async function startEngine(
  opened: AsyncDisposableStack,
  reader: DatabaseSync,
  writer: DatabaseSync,
  keeping: Keeping,
): Promise<Engine> {
  const reading = new Kysely<Tables>({ dialect: sqliteReader(reader) });
  const writing = new Kysely<Tables>({ dialect: sqliteWriter(writer, keeping.check) });
  await writing.transaction().execute((tx) => migrate(tx, sqliteTypes));
  await keeping.settled();
  for (const connection of [reader, writer]) connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);

  return {
    reader: reading,
    writer: writing,
    isLostRace: isBusy,
    settled: keeping.settled,
    async ping() {
      keeping.check();
      reader.prepare("select 1").get();
    },
    async close() {
      await writing.connection().execute(async () => {
        // Whoever still waits for a failed disk is told by the same failure.
        await keeping.settled().catch(() => {});
        await opened.disposeAsync();
      });
    },
  };
}

/** A connection whose write-ahead log exists. */
function connect(file: string, ...pragmas: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(file, {
    timeout: OPENING_BUSY_TIMEOUT_MS,
    enableForeignKeyConstraints: false,
    enableDoubleQuotedStringLiterals: false,
  });
  const mode = database.prepare("pragma journal_mode = wal").get();
  if (mode?.["journal_mode"] !== "wal") throw new StoreError("its file system can't share memory");
  for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
  database.exec("select 1 from sqlite_schema limit 1");
  return database;
}

/** Nobody else on the machine may read what is in it. */
async function createPrivately(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    await (await open(file, "wx", 0o600)).close();
  } catch (error) {
    // Opening what is there, only to close it again, would let go of other connections' locks.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

/** So that the files themselves outlast a power failure; Windows knows no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
