/** When a failed attempt is worth another one, and how long to wait for it. */
import type { Answer } from "./answer.ts";

/** Not LimitExceededException: a user's attempts don't come back by trying again. */
const THROTTLING = new Set([
  "RequestThrottledException",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const TRANSIENT_STATUSES = new Set([429, 500, 502, 503, 504]);

const BASE_MS = 100;
const THROTTLED_BASE_MS = 500;
const MAX_MS = 20_000;

const isThrottling = ({ status, error }: Answer): boolean =>
  error !== undefined && (status === 429 || THROTTLING.has(error.name));

export const isTransient = (answer: Answer): boolean =>
  answer.error !== undefined && (isThrottling(answer) || TRANSIENT_STATUSES.has(answer.status));

/** The longest wait, in milliseconds, after the failure of an attempt, the first being 1; no answer: the network failed. */
export function longestWait(attempt: number, answer: Answer | undefined): number {
  const base = answer && isThrottling(answer) ? THROTTLED_BASE_MS : BASE_MS;
  return Math.min(MAX_MS, base * 2 ** (attempt - 1));
}
