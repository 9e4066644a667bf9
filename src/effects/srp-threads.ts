import { availableParallelism } from "node:os";
import type { Log } from "../base/log.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import { N } from "../domain/auth/srp.ts";
import type { ModularPower } from "../ports/modular-power.ts";
import { type PowerJob, SrpThread } from "./srp-thread.ts";

export interface SrpThreadsOptions {
  readonly scope: TransactionScope;
  readonly log: Log;
  /** At least 2, so that one computes while another prepares; default: one a core, at most 8. */
  readonly threads?: number;
  /** After how many powers a thread prepares itself: about where its second of preparation has paid off. */
  readonly prepareAfter?: number;
}

/**
 * Computes powers on worker threads. What they can't take yet waits in the order it came, without a bound of its
 * own: the doors' limits hold that queue. A thread that dies fails the powers it had and is replaced.
 */
export class SrpThreads implements ModularPower {
  readonly #scope: TransactionScope;
  readonly #log: Log;
  readonly #size: number;
  readonly #prepareAfter: number;
  readonly #threads = new Set<SrpThread>();
  readonly #waiting: PowerJob[] = [];
  #closed = false;

  constructor({ scope, log, threads, prepareAfter }: SrpThreadsOptions) {
    this.#scope = scope;
    this.#log = log;
    this.#size = Math.max(2, threads ?? Math.min(availableParallelism(), 8));
    this.#prepareAfter = prepareAfter ?? 1000;
  }

  /** Starts the threads that are missing; without this call the first power does. */
  start(): void {
    while (this.#threads.size < this.#size) this.#threads.add(new SrpThread(this.#changed));
  }

  async power(base: bigint, exponent: bigint): Promise<bigint> {
    this.#scope.refuse("a modular power");
    if (base < 0n || exponent < 0n) throw new RangeError("a modular power of a negative number");
    const reduced = base % N;
    const plain = plainPower(reduced, exponent);
    if (plain !== undefined) return plain;
    if (this.#closed) throw new Error("the SRP threads are closed");
    this.start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ base: reduced, exponent: exponent % ORDER, resolve, reject });
      this.#giveOut();
    });
  }

  /** Ends the threads; powers that are not computed yet fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new Error("the SRP threads are closed"));
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  readonly #changed = (thread: SrpThread, ended: boolean, error?: unknown): void => {
    if (ended) this.#threads.delete(thread);
    if (this.#closed) return;
    if (ended) this.#log.error({ err: error }, "an SRP thread ended");
    if (this.#waiting.length > 0) this.start();
    if (!ended && this.#mayPrepare(thread)) thread.prepare();
    this.#giveOut();
  };

  #mayPrepare(thread: SrpThread): boolean {
    if (thread.prepared || thread.answered < this.#prepareAfter) return false;
    return [...this.#threads].every((other) => !other.preparing);
  }

  #giveOut(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#freest();
      const job = thread && this.#waiting.shift();
      if (!job) return;
      thread.give(job);
    }
  }

  #freest(): SrpThread | undefined {
    let best: SrpThread | undefined;
    for (const thread of this.#threads) if (thread.free > (best?.free ?? 0)) best = thread;
    return best;
  }
}

/** The order of the multiplicative group modulo N: exponents that differ by it give the same power. */
const ORDER = N - 1n;

/** The powers of a base below N that need no computation. */
function plainPower(base: bigint, exponent: bigint): bigint | undefined {
  if (exponent === 0n) return 1n;
  if (base < 2n) return base;
  if (base === N - 1n) return exponent % 2n === 0n ? 1n : base;
  return exponent % ORDER === 0n ? 1n : undefined;
}
