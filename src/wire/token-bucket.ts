/** Lets through so many a second, and as many at once after a pause. */
export class TokenBucket {
  #tokens = Number.POSITIVE_INFINITY;
  #at = 0;

  /** False where too many came; `now` in epoch milliseconds. The rate may be another one each time. */
  take(now: number, perSecond: number): boolean {
    const gained = (Math.max(0, now - this.#at) * perSecond) / 1000;
    this.#at = now;
    this.#tokens = Math.min(perSecond, this.#tokens + gained);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
