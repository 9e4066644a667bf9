import { types } from "node:util";

/** What stands as `errorMessage` in the error payload of AWS's Node.js runtime. */
export function errorMessageOf(thrown: unknown): string {
  if (thrown === undefined || thrown === null) return "handled";
  try {
    return isError(thrown) ? thrown.message : String(thrown);
  } catch {
    return "the function failed with a value that can't be read";
  }
}

/** The same where a module could not be loaded: a syntax error and a missing module come with their type. */
export function loadErrorMessageOf(thrown: unknown): string {
  const missing = isError(thrown) && "code" in thrown && thrown.code === "MODULE_NOT_FOUND";
  return thrown instanceof SyntaxError || missing ? String(thrown) : errorMessageOf(thrown);
}

const isError = (thrown: unknown): thrown is Error => types.isNativeError(thrown) || thrown instanceof Error;

/** A runtime that ended before it had answered. */
export const exitMessage = (requestId: string, reason: string): string =>
  `RequestId: ${requestId} Error: ${reason}`;

export const exitReason = (status: number): string =>
  status === 0
    ? "Runtime exited without providing a reason"
    : `Runtime exited with error: exit status ${status}`;

export const OUT_OF_MEMORY = "Runtime exited with error: signal: killed";

/** The most bytes that a function's answer may have (Lambda's quota for synchronous calls). */
export const PAYLOAD_LIMIT = 6_291_556;
export const PAYLOAD_TOO_LARGE = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_LIMIT} bytes).`;
