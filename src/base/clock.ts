/** Tells the time; the only place that reads the machine's clock. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that runs with another and can be moved ahead of it, never back. */
export class MovableClock implements Clock {
  readonly #underneath: Clock;
  #aheadMs = 0;

  constructor(underneath: Clock = systemClock) {
    this.#underneath = underneath;
  }

  now(): number {
    return this.#underneath.now() + this.#aheadMs;
  }

  advance(seconds: number): void {
    if (!(seconds >= 0)) throw new RangeError("a clock is only moved forward");
    this.#aheadMs += seconds * 1000;
  }
}

/** A clock that stands still until it is moved. */
export const frozenClock = (epochMs: number): MovableClock => new MovableClock({ now: () => epochMs });

export const seconds = (n: number): number => n * 1000;
export const minutes = (n: number): number => n * 60_000;
export const hours = (n: number): number => n * 3_600_000;
export const days = (n: number): number => n * 86_400_000;
