import type { Log } from "../base/log.ts";

/** Waits; passed in so that tests need not. */
export interface Timers {
  /** Runs `work` once, later; the function given back calls it off. */
  after(milliseconds: number, work: () => void): () => void;
}

/** Timers that keep no process alive. */
export const systemTimers: Timers = {
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

export interface JobOptions {
  readonly name: string;
  /** Does a bounded piece of the work; resolves to the milliseconds until the next, 0 where more is waiting. */
  readonly work: () => Promise<number>;
  /** How long to pause after a failure. */
  readonly pauseAfterFailure: number;
  readonly timers: Timers;
  readonly log: Log;
}

/** Work done again and again, one piece at a time; between two pieces requests get their turn. */
export class Job {
  readonly #options: JobOptions;
  #running: Promise<void> | undefined;
  #rung = false;
  #closed = false;
  #callOff = (): void => {};

  constructor(options: JobOptions) {
    this.#options = options;
  }

  /** Has a piece done now, or as soon as the one being done is finished. The first ring starts the job. */
  ring(): void {
    if (this.#closed) return;
    this.#rung = true;
    if (this.#running) return;
    this.#callOff();
    this.#running = this.#run();
  }

  /** Resolves when the piece being done is finished; there will be no other. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#callOff();
    await this.#running;
  }

  async #run(): Promise<void> {
    let pause = 0;
    while (!this.#closed && (this.#rung || pause <= 0)) {
      this.#rung = false;
      pause = await this.#doOnePiece();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#running = undefined;
    if (!this.#closed) this.#callOff = this.#options.timers.after(pause, () => this.ring());
  }

  async #doOnePiece(): Promise<number> {
    const { name, work, pauseAfterFailure, log } = this.#options;
    try {
      return await work();
    } catch (error) {
      log.error({ err: error, job: name }, "a job failed and will be tried again");
      return pauseAfterFailure;
    }
  }
}
