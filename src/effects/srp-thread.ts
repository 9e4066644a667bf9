import { Worker } from "node:worker_threads";
import { siblingModule } from "../base/sibling-module.ts";
import type { SrpAnswer, SrpRequest } from "./srp-worker.ts";

export interface PowerJob {
  readonly base: bigint;
  readonly exponent: bigint;
  readonly resolve: (value: bigint) => void;
  readonly reject: (error: Error) => void;
}

/** Two, so that a thread has its next power at hand when it has done one. */
const IN_FLIGHT = 2;

/** One worker thread and the powers it was given; keeps the process alive only while it owes an answer. */
export class SrpThread {
  readonly #worker = new Worker(siblingModule(import.meta.url, "srp-worker"), {
    name: "srp",
    env: {},
    execArgv: [],
  });
  readonly #jobs: PowerJob[] = [];
  #state: "plain" | "draining" | "preparing" | "prepared" = "plain";
  /** How many powers it has computed. */
  answered = 0;

  /** `changed` is called after each answer and, with the error if there was one, when the thread has ended. */
  constructor(changed: (thread: SrpThread, ended: boolean, error?: unknown) => void) {
    let failure: unknown;
    this.#worker.unref();
    this.#worker.on("message", (answer: SrpAnswer) => {
      this.#receive(answer);
      changed(this, false);
    });
    this.#worker.on("error", (error) => {
      failure = error;
    });
    this.#worker.on("exit", () => {
      for (const job of this.#jobs.splice(0))
        job.reject(new Error("a thread ended before it had computed a power"));
      changed(this, true, failure);
    });
  }

  /** How many powers it takes at once. */
  get free(): number {
    return this.preparing ? 0 : IN_FLIGHT - this.#jobs.length;
  }

  get preparing(): boolean {
    return this.#state === "draining" || this.#state === "preparing";
  }

  get prepared(): boolean {
    return this.#state === "prepared";
  }

  give(job: PowerJob): void {
    if (this.#jobs.push(job) === 1) this.#worker.ref();
    this.#post({ kind: "power", base: job.base, exponent: job.exponent });
  }

  /** Takes no more powers until it has answered those it has and is prepared. */
  prepare(): void {
    this.#state = "draining";
    this.#prepareWhenIdle();
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #receive(answer: SrpAnswer): void {
    if (answer.kind === "prepared") {
      this.#state = "prepared";
      return;
    }
    this.answered++;
    this.#jobs.shift()?.resolve(answer.value);
    if (this.#jobs.length === 0) this.#worker.unref();
    if (this.#state === "draining") this.#prepareWhenIdle();
  }

  #prepareWhenIdle(): void {
    if (this.#jobs.length > 0) return;
    this.#state = "preparing";
    this.#post({ kind: "prepare" });
  }

  #post(request: SrpRequest): void {
    this.#worker.postMessage(request);
  }
}
