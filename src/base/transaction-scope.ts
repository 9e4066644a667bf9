import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Knows whether the running code is inside a database transaction, so that neither a second transaction nor an
 * effect on the outside world can start there: either would hold locks while it waits.
 */
export class TransactionScope {
  readonly #inside = new AsyncLocalStorage<true>();

  run<T>(work: () => Promise<T>): Promise<T> {
    this.refuse("a second transaction");
    return this.#inside.run(true, work);
  }

  /** Throws a programming error when called inside a transaction; `what` names the offender. */
  refuse(what: string): void {
    if (this.#inside.getStore()) throw new Error(`${what} was started inside a transaction`);
  }
}
