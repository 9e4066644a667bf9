import { StoreError } from "./store-error.ts";

/**
 * Makes commits durable in groups: everyone who comes while a sync runs waits for the next one, which they share.
 *
 * A sync that failed once may have lost what it was to write, and a later success would not tell: so after the
 * first failure there is no other.
 */
export class GroupSync {
  readonly #sync: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failure: StoreError | undefined;

  constructor(sync: () => Promise<void>) {
    this.#sync = sync;
  }

  /** Resolves once all that was written before the call is on the disk. */
  settled(): Promise<void> {
    this.#next ??= this.#running.then(() => this.#start());
    return this.#next;
  }

  /** Throws after a sync has failed. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  #start(): Promise<void> {
    this.#next = undefined;
    this.check();
    const synced = this.#sync().catch((error: unknown) => {
      this.#failure = new StoreError(
        "the disk failed to keep what was written, so the database takes no more until the server is restarted",
        { cause: error },
      );
      throw this.#failure;
    });
    this.#running = synced.catch(() => {});
    return synced;
  }
}
