import type { Timers } from "../../src/jobs/job.ts";

/** Timers that fire when a test says so. */
export class HandTimers implements Timers {
  readonly #waiting = new Set<{ readonly milliseconds: number; readonly work: () => void }>();

  after(milliseconds: number, work: () => void): () => void {
    const timer = { milliseconds, work };
    this.#waiting.add(timer);
    return () => this.#waiting.delete(timer);
  }

  /** What is waited for, shortest first; milliseconds. */
  get pauses(): number[] {
    return [...this.#waiting].map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  }

  /** All that is waiting now has waited long enough. */
  fire(): void {
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const { work } of due) work();
  }
}

/** Waits, in turns of the event loop, until `holds`; a test that waits in vain ends by its time-out. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
