import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import type { Random } from "../base/random.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import type { Tables } from "./tables.ts";

declare const access: unique symbol;

/** Where queries run that change nothing. Each statement sees its own snapshot: there is no transaction. */
export type ReadTx = Pick<Kysely<Tables>, "selectFrom" | "getExecutor"> & {
  readonly [access]: { readonly reads: true };
};

/** A transaction; every function that reads takes it too. */
export type WriteTx = Transaction<Tables> & {
  readonly [access]: { readonly reads: true; readonly writes: true };
};

/** What the rooms above see of a database. */
export interface Db {
  read<T>(work: (tx: ReadTx) => Promise<T>): Promise<T>;
  /**
   * Runs `work` in one transaction and answers once it is durable; whatever `work` throws rolls back. A lost race
   * runs `work` again from the start, `tries` times in all at most, so it must have no effect but its statements.
   */
  write<T>(work: (tx: WriteTx) => Promise<T>, tries?: number): Promise<T>;
  /** Throws when the database can't be reached. */
  ping(): Promise<void>;
  /** Waits for what runs; may be called again. */
  close(): Promise<void>;
}

/** One of the two databases, opened and migrated. */
export interface Engine {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
  /** Whether the transaction lost a race that it may win when run again. */
  isLostRace(error: unknown): boolean;
  /** Resolves once every transaction committed so far survives a power failure. */
  settled(): Promise<void>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Thrown inside a transaction that finds a row changed since it was read: the transaction runs again. */
export class LostRace extends Error {}

const TRIES = 10;
const LONGEST_PAUSE_MS = 400;

export function createDb(
  engine: Engine,
  scope: TransactionScope,
  random: Random,
  retried: () => void = () => {},
): Db {
  const transact = <T>(work: (tx: WriteTx) => Promise<T>): Promise<T> =>
    scope.run(() => engine.writer.transaction().execute((tx) => work(tx as WriteTx)));

  const pause = (tried: number): Promise<void> =>
    sleep(1 + random.below(Math.min(LONGEST_PAUSE_MS, 4 * 2 ** tried)));

  let closing: Promise<void> | undefined;
  return {
    read: (work) => work(engine.reader as Pick<Kysely<Tables>, "selectFrom" | "getExecutor"> as ReadTx),

    async write(work, tries = TRIES) {
      for (let tried = 1; ; tried++) {
        try {
          const result = await transact(work);
          await engine.settled();
          return result;
        } catch (error) {
          const lost = error instanceof LostRace || engine.isLostRace(error);
          if (tried === tries || !lost) throw error;
        }
        retried();
        await pause(tried);
      }
    },

    ping: () => engine.ping(),
    close: () => (closing ??= engine.close()),
  };
}
