/** Keeps what was used last, up to a number of entries. */
export class BoundedCache<K, V> {
  readonly #limit: number;
  readonly #entries = new Map<K, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What is kept under `key`, else what `make` gives. */
  get(key: K, make: () => V): V {
    const kept = this.#entries.get(key);
    const value = kept ?? make();
    if (kept !== undefined) this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#limit) this.#dropOldest();
    return value;
  }

  #dropOldest(): void {
    const { value, done } = this.#entries.keys().next();
    if (!done) this.#entries.delete(value);
  }
}
