import type { EchoMeasurement } from "./echo.ts";
import type { MachineLimits } from "./machine.ts";
import type { Measurement } from "./measure.ts";
import type { BenchOperation } from "./trial.ts";

/** The best measurement of an operation under certain circumstances. */
export interface Result {
  readonly database: string;
  readonly operation: BenchOperation;
  /** Requests at a time. */
  readonly lanes: number;
  readonly users: number;
  readonly measured: Measurement;
}

export interface StartUps {
  readonly database: string;
  readonly users: number;
  readonly milliseconds: readonly number[];
}

export interface DatabaseResults {
  readonly startUps: readonly StartUps[];
  readonly results: readonly Result[];
}

export interface BareHttp extends EchoMeasurement {
  readonly lanes: number;
  /** Length of the answers. */
  readonly bytes: number;
}

export interface BenchResults {
  readonly machine: string;
  readonly limits: MachineLimits;
  readonly bare: readonly BareHttp[];
  /** Answers as long as a page of ListUsers; undefined where none was measured. */
  readonly barePage: BareHttp | undefined;
  readonly startUps: readonly StartUps[];
  readonly results: readonly Result[];
}

/** The populations that were measured, in ascending order. */
export const populationsOf = (results: readonly Result[]): number[] =>
  [...new Set(results.map(({ users }) => users))].sort((a, b) => a - b);

/** In the order of their first appearance. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
