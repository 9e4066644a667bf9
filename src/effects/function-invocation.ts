import { errorMessageOf, PAYLOAD_LIMIT, PAYLOAD_TOO_LARGE } from "./function-error.ts";

/** One call as it travels to a function's thread. */
export interface FunctionCall {
  /** The event, JSON. */
  readonly event: string;
  readonly requestId: string;
  readonly arn: string;
  readonly timeoutMs: number;
}

export type FunctionAnswer =
  | { readonly kind: "returned"; readonly payload: string }
  | { readonly kind: "threw"; readonly message: string };

type Callback = (error?: unknown, result?: unknown) => void;
export type Handler = (event: unknown, context: object, callback: Callback) => unknown;

/** What one call still has to say when its thread has nothing left to do. */
export type WhenIdle = () => void;

const NEVER_SETTLED = "The function ended with a promise that was never settled.";

/**
 * Calls a handler as AWS's Node.js runtime does, by promise, callback or `context.done`, and answers once. A
 * result that came by callback is held back until the event loop is empty, unless the function declines that.
 */
export function startInvocation(
  handler: Handler,
  call: FunctionCall,
  answer: (answer: FunctionAnswer) => void,
): WhenIdle {
  let answered = false;
  let atIdle = () =>
    answerOnce(handler.constructor.name === "AsyncFunction" ? threw(NEVER_SETTLED) : returned(null));

  const answerOnce = (outcome: FunctionAnswer): void => {
    if (!answered) answer(outcome);
    answered = true;
  };
  const succeed = (result?: unknown): void => answerOnce(returned(result));
  const fail = (error?: unknown): void => answerOnce(threw(errorMessageOf(error)));
  const done: Callback = (error, result) => (isNothing(error) ? succeed(result) : fail(error));

  const context = { ...contextOf(call), callbackWaitsForEmptyEventLoop: true, succeed, fail, done };
  const callback: Callback = (error, result) => {
    if (!isNothing(error) || !context.callbackWaitsForEmptyEventLoop) done(error, result);
    else atIdle = () => succeed(result);
  };

  try {
    const result = handler(JSON.parse(call.event), context, callback);
    if (isThenable(result)) result.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
  return () => atIdle();
}

function contextOf({ requestId, arn, timeoutMs }: FunctionCall): object {
  const begun = performance.now();
  return {
    awsRequestId: requestId,
    invokedFunctionArn: arn,
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
    getRemainingTimeInMillis: () => Math.max(0, Math.round(timeoutMs - (performance.now() - begun))),
  };
}

const threw = (message: string): FunctionAnswer => ({ kind: "threw", message });

function returned(result: unknown): FunctionAnswer {
  try {
    const payload = JSON.stringify(result) ?? "null";
    return Buffer.byteLength(payload) > PAYLOAD_LIMIT
      ? threw(PAYLOAD_TOO_LARGE)
      : { kind: "returned", payload };
  } catch {
    return threw("Unable to stringify response body");
  }
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
