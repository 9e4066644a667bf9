import type { DatabaseSync, StatementSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import type { Log } from "../base/log.ts";
import { siblingModule } from "../base/sibling-module.ts";

/** In pages of 4 KiB: checkpoint when so many wait for it. */
const BACKLOG_PAGES = 2048;
/** From here on the log is emptied, though writers have to pause for it. */
const HUGE_LOG_PAGES = 16 * BACKLOG_PAGES;

/**
 * Moves what was committed from the write-ahead log to the database file. That waits for the disk, so it is done on
 * another thread, and a statement of the server's own never does it.
 */
export class Checkpointer {
  readonly #file: string;
  readonly #log: Log;
  readonly #state: StatementSync;
  #worker: Worker | undefined;
  #busy = false;
  #askAt = BACKLOG_PAGES;

  constructor(file: string, connection: DatabaseSync, log: Log) {
    this.#file = file;
    this.#log = log;
    this.#state = connection.prepare("pragma wal_checkpoint(noop)");
  }

  /** To be called after commits; starts a checkpoint where one is due. */
  notice(): void {
    if (this.#busy) return;
    const { pages, backlog } = this.#measure();
    if (backlog < this.#askAt) return;
    this.#busy = true;
    this.#askAt = backlog + BACKLOG_PAGES;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ truncate: pages > HUGE_LOG_PAGES });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #measure(): { pages: number; backlog: number } {
    const { log, checkpointed } = this.#state.get() ?? {};
    return { pages: Number(log), backlog: Number(log) - Number(checkpointed) };
  }

  #start(): Worker {
    const worker = new Worker(siblingModule(import.meta.url, "checkpoint-worker"), {
      workerData: this.#file,
      env: {},
    });
    worker.unref();
    worker.on("message", () => {
      this.#busy = false;
      this.#askAt = BACKLOG_PAGES;
    });
    worker.on("error", (error) => this.#log.warn({ error }, "a checkpoint of the database failed"));
    worker.on("exit", () => {
      this.#busy = false;
      this.#worker = undefined;
    });
    return worker;
  }
}
