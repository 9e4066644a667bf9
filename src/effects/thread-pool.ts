/** What the pool keeps: something that serves one caller at a time and can end by itself. */
export interface Poolable {
  readonly ending: boolean;
  end(): Promise<void>;
}

export interface ThreadPoolOptions {
  /** How many are kept, over all keys. */
  readonly warm: number;
  /** How many there may be in a pinch. */
  readonly most: number;
  /** How long none may come free while someone waits, in milliseconds, before another one is made. */
  readonly patienceMs: number;
}

interface Waiter<T> {
  readonly key: string;
  readonly make: () => T;
  readonly take: (thread: T) => void;
  readonly fail: (error: unknown) => void;
}

/** How many callers in a row, whom a thread suits, may be served before the one that has waited longest. */
const OVERTAKERS = 16;

/**
 * Threads by key. A few are kept warm and bursts wait for them, which costs less than starting more. But where
 * none comes free for a while, each may be held by a function that called back to this server and so waits for one
 * more function: then the caller that came last, most likely that one, gets a further thread.
 */
export class ThreadPool<T extends Poolable> {
  readonly #options: ThreadPoolOptions;
  readonly #threads = new Map<T, string>();
  /** In the order of their last use. */
  readonly #idle = new Set<T>();
  /** In the order they came. */
  readonly #waiting = new Set<Waiter<T>>();
  #overtaken = 0;
  #stall: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Lends a thread of that key to `work`. */
  async use<R>(key: string, make: () => T, work: (thread: T) => Promise<R>): Promise<R> {
    const thread = await this.#acquire(key, make);
    try {
      return await work(thread);
    } finally {
      this.#release(thread);
    }
  }

  /** To be told of each thread that has ended by itself. */
  ended(thread: T): void {
    this.#forget(thread);
    this.#fill();
  }

  /** Ends the idle threads whose key is not current any more. */
  retire(isStale: (key: string) => boolean): void {
    for (const thread of this.#idle) if (isStale(this.#threads.get(thread) ?? "")) this.#end(thread);
  }

  /** Ends all threads; who waits for one fails. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#stall);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of waiting) waiter.fail(new PoolClosed());
    const threads = [...this.#threads.keys()];
    for (const thread of threads) this.#forget(thread);
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #acquire(key: string, make: () => T): T | Promise<T> {
    if (this.#closed) throw new PoolClosed();
    return this.#takeIdle(key) ?? this.#start(key, make) ?? this.#wait(key, make);
  }

  #takeIdle(key: string): T | undefined {
    for (const thread of this.#idle) {
      if (this.#threads.get(thread) !== key || thread.ending) continue;
      this.#idle.delete(thread);
      return thread;
    }
    return undefined;
  }

  /** Starts a thread, in the place of the one that was idle longest where there are enough. */
  #start(key: string, make: () => T): T | undefined {
    if (this.#threads.size >= this.#options.warm) {
      const [oldest] = this.#idle;
      if (!oldest) return undefined;
      this.#end(oldest);
    }
    return this.#add(key, make);
  }

  #add(key: string, make: () => T): T {
    const thread = make();
    this.#threads.set(thread, key);
    return thread;
  }

  #wait(key: string, make: () => T): Promise<T> {
    return new Promise((take, fail) => {
      this.#waiting.add({ key, make, take, fail });
      if (this.#waiting.size === 1) this.#watch();
    });
  }

  /** Starts to count anew how long no thread comes free. */
  #watch(): void {
    clearTimeout(this.#stall);
    if (this.#waiting.size > 0) this.#stall = setTimeout(() => this.#stalled(), this.#options.patienceMs);
  }

  #stalled(): void {
    const newest = [...this.#waiting].at(-1);
    if (newest && this.#threads.size < this.#options.most) this.#serveNew(newest);
    this.#watch();
  }

  #release(thread: T): void {
    const next = this.#nextFor(thread);
    if (next) this.#serve(next, thread);
    else if (this.#isUsable(thread) && this.#waiting.size === 0 && this.#threads.size <= this.#options.warm) {
      this.#idle.add(thread);
    } else {
      this.#end(thread);
      this.#fill();
    }
    this.#watch();
  }

  /** Who waits for a thread of that key, unless the one who waits longest was passed over too often. */
  #nextFor(thread: T): Waiter<T> | undefined {
    if (!this.#isUsable(thread)) return undefined;
    const key = this.#threads.get(thread);
    for (const waiter of this.#waiting) {
      if (waiter.key === key) return waiter;
      if (this.#overtaken >= OVERTAKERS) return undefined;
    }
    return undefined;
  }

  #isUsable(thread: T): boolean {
    return !thread.ending && this.#threads.has(thread);
  }

  /** Makes threads for who waits longest while there is room. */
  #fill(): void {
    for (const oldest of this.#waiting) {
      if (this.#threads.size >= this.#options.warm) return;
      this.#serveNew(oldest);
    }
  }

  #serveNew(waiter: Waiter<T>): void {
    try {
      this.#serve(waiter, this.#add(waiter.key, waiter.make));
    } catch (error) {
      this.#waiting.delete(waiter);
      waiter.fail(error);
    }
  }

  #serve(waiter: Waiter<T>, thread: T): void {
    const [oldest] = this.#waiting;
    this.#overtaken = waiter === oldest ? 0 : this.#overtaken + 1;
    this.#waiting.delete(waiter);
    waiter.take(thread);
  }

  #end(thread: T): void {
    this.#forget(thread);
    void thread.end();
  }

  #forget(thread: T): void {
    this.#threads.delete(thread);
    this.#idle.delete(thread);
  }
}

export class PoolClosed extends Error {
  constructor() {
    super("no function is called any more: the server is closing");
  }
}
