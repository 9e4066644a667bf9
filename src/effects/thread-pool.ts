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
  /** How long a caller waits for one of the warm ones, in milliseconds, before another one is made for it. */
  readonly patienceMs: number;
}

interface Waiter<T> {
  readonly key: string;
  readonly make: () => T;
  readonly take: (thread: T) => void;
  readonly fail: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
  overdue: boolean;
}

/**
 * Threads by key. A few are kept warm and bursts wait for them, which costs less than starting more; but who waits
 * long gets a further one, so that a function whose call back to this server needs a function too is not stuck.
 */
export class ThreadPool<T extends Poolable> {
  readonly #options: ThreadPoolOptions;
  readonly #threads = new Map<T, string>();
  /** In the order of their last use. */
  readonly #idle = new Set<T>();
  readonly #waiting = new Set<Waiter<T>>();
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
    this.#serveOldest();
  }

  /** Ends the idle threads whose key is not current any more. */
  retire(isStale: (key: string) => boolean): void {
    for (const thread of this.#idle) if (isStale(this.#threads.get(thread) ?? "")) this.#end(thread);
  }

  /** Ends all threads; who waits for one fails. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiting) {
      this.#dequeue(waiter);
      waiter.fail(new PoolClosed("no function is called any more: the server is closing"));
    }
    const threads = [...this.#threads.keys()];
    for (const thread of threads) this.#forget(thread);
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #acquire(key: string, make: () => T): T | Promise<T> {
    if (this.#closed) throw new PoolClosed("no function is called any more: the server is closing");
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
      const timer = setTimeout(() => this.#lostPatience(waiter), this.#options.patienceMs);
      const waiter: Waiter<T> = { key, make, take, fail, timer, overdue: false };
      this.#waiting.add(waiter);
    });
  }

  #lostPatience(waiter: Waiter<T>): void {
    waiter.overdue = true;
    if (this.#threads.size < this.#options.most) this.#serve(waiter, this.#add(waiter.key, waiter.make));
  }

  #release(thread: T): void {
    if (thread.ending || !this.#threads.has(thread)) {
      this.#forget(thread);
      this.#serveOldest();
      return;
    }
    const next = this.#nextFor(this.#threads.get(thread) ?? "");
    if (next) this.#serve(next, thread);
    else if (this.#waiting.size > 0 || this.#threads.size > this.#options.warm) {
      this.#end(thread);
      this.#serveOldest();
    } else this.#idle.add(thread);
  }

  /** Who waits for a thread of that key, unless someone else has waited too long. */
  #nextFor(key: string): Waiter<T> | undefined {
    const [oldest] = this.#waiting;
    if (oldest?.overdue && oldest.key !== key) return undefined;
    for (const waiter of this.#waiting) if (waiter.key === key) return waiter;
    return undefined;
  }

  #serveOldest(): void {
    const [oldest] = this.#waiting;
    const room = oldest?.overdue ? this.#options.most : this.#options.warm;
    if (oldest && this.#threads.size < room) this.#serve(oldest, this.#add(oldest.key, oldest.make));
  }

  #serve(waiter: Waiter<T>, thread: T): void {
    this.#dequeue(waiter);
    waiter.take(thread);
  }

  #dequeue(waiter: Waiter<T>): void {
    clearTimeout(waiter.timer);
    this.#waiting.delete(waiter);
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

export class PoolClosed extends Error {}
