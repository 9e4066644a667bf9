import type { Work } from "./lanes.ts";
import type { Site } from "./site.ts";

/** What is measured between two clocks. */
export interface Step {
  /** Gets ready while no clock runs. */
  prepare?(): void;
  readonly send: Work<string>;
  /** Throws at an answer that is not right; asked while warming up. */
  check(answer: string): void;
}

/** One measurement of an operation. */
export interface Trial {
  /** Each request of the first is followed by one of the second, and so on; together they are one operation. */
  readonly steps: readonly Step[];
  /** Undoes what was left behind. */
  end?(): Promise<void>;
}

export interface BenchOperation {
  readonly title: string;
  /** Most operations of one measurement. */
  readonly most: number;
  /** What even the fastest server must compute. */
  readonly cryptography?: { readonly powers: number; readonly signatures: number };
  /** What it lists; such operations are compared where pages are full, and have a limit of their own. */
  readonly lists?: "a page" | "matches";
  begin(site: Site): Promise<Trial>;
}

export const oneStep = (send: Work<string>, check: Step["check"]): Trial => ({ steps: [{ send, check }] });

/** Whether the answer has a member, or a value, of that name. */
export const has =
  (name: string) =>
  (answer: string): void => {
    if (!answer.includes(`"${name}"`)) throw new Error(`an answer without ${name}: ${answer.slice(0, 300)}`);
  };
