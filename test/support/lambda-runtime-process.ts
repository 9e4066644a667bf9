import { pathToFileURL } from "node:url";
import { types } from "node:util";

/**
 * A function in a process of its own, called as AWS's Node.js runtime calls one. Arguments: the module, and what AWS
 * calls the handler (`<module>.handler`). Calls and answers come and go as messages.
 */
export interface RuntimeCall {
  /** The event, JSON. */
  readonly event: string;
  readonly requestId: string;
  readonly arn: string;
  /** Epoch milliseconds at which the call is out of time. */
  readonly deadline: number;
}

/** The payload of a function that failed. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** `ends`: the process takes no further call. */
export type RuntimeAnswer =
  | { readonly payload: string }
  | { readonly error: ErrorPayload; readonly ends?: boolean };

type Callback = (error?: unknown, result?: unknown) => void;
type Handler = (event: unknown, context: object, callback: Callback) => unknown;

const runtimeError = (errorType: string, errorMessage: string): ErrorPayload => ({
  errorType: `Runtime.${errorType}`,
  errorMessage,
  trace: [],
});

const isError = (thrown: unknown): thrown is Error => types.isNativeError(thrown) || thrown instanceof Error;

function errorPayload(thrown: unknown): ErrorPayload {
  if (isError(thrown)) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split("\n") ?? [] };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown ?? "handled"), trace: [] };
}

function loadError(thrown: unknown): ErrorPayload {
  if (thrown instanceof SyntaxError) return runtimeError("UserCodeSyntaxError", String(thrown));
  const missing = isError(thrown) && "code" in thrown && thrown.code === "MODULE_NOT_FOUND";
  return missing ? runtimeError("ImportModuleError", String(thrown)) : errorPayload(thrown);
}

async function load(path: string, name: string): Promise<Handler | ErrorPayload> {
  try {
    const module: Record<string, unknown> = await import(pathToFileURL(path).href);
    const commonJs = module["default"] as Record<string, unknown> | undefined;
    const handler = module["handler"] ?? (path.endsWith(".mjs") ? undefined : commonJs?.["handler"]);
    if (typeof handler === "function") return handler as Handler;
    return runtimeError(
      "HandlerNotFound",
      handler === undefined ? `${name} is undefined or not exported` : `${name} is not a function`,
    );
  } catch (error) {
    return loadError(error);
  }
}

/** What is left to answer once the function has nothing more to do. */
let atIdle: (() => void) | undefined;

function answer(answer: RuntimeAnswer): void {
  atIdle = undefined;
  process.channel?.ref();
  process.send?.(answer);
}

function invoke(handler: Handler, call: RuntimeCall): void {
  let answered = false;
  const once = (outcome: RuntimeAnswer): void => {
    if (!answered) answer(outcome);
    answered = true;
  };
  const fail = (error: unknown): void => once({ error: errorPayload(error) });
  const succeed = (result: unknown): void => once(resultOf(result));
  const context = { ...contextOf(call), callbackWaitsForEmptyEventLoop: true };

  const isAsync = handler.constructor.name === "AsyncFunction";
  atIdle = () => (isAsync ? once({ error: NEVER_SETTLED }) : succeed(null));
  process.channel?.unref();
  try {
    const result = handler(JSON.parse(call.event), context, (error, result) => {
      if (error !== undefined && error !== null) fail(error);
      else if (context.callbackWaitsForEmptyEventLoop) atIdle = () => succeed(result);
      else succeed(result);
    });
    if (types.isPromise(result)) result.then(succeed, fail);
  } catch (error) {
    fail(error);
  }
}

function resultOf(result: unknown): RuntimeAnswer {
  try {
    return { payload: JSON.stringify(result) ?? "null" };
  } catch {
    return { error: runtimeError("MarshalError", "Unable to stringify response body") };
  }
}

const NEVER_SETTLED = runtimeError("NodeJsExit", "The function left a promise that was never settled.");

const contextOf = ({ requestId, arn, deadline }: RuntimeCall): object => ({
  awsRequestId: requestId,
  invokedFunctionArn: arn,
  functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
  functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
  memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
  logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
  logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

/** Answers the call under way with what ended the runtime, and ends. */
function crash(error: ErrorPayload, status: number): void {
  const last: RuntimeAnswer = { error, ends: true };
  process.send?.(last, () => process.exit(status));
}

const [path = "", name = ""] = process.argv.slice(2);
const loaded = load(path, name);
process.on("message", async (call: RuntimeCall) => {
  const handler = await loaded;
  if (typeof handler === "function") invoke(handler, call);
  else crash(handler, 1);
});
process.on("beforeExit", () => atIdle?.());
process.on("uncaughtException", (error) => crash(errorPayload(error), 129));
process.on("unhandledRejection", (reason) =>
  crash(runtimeError("UnhandledPromiseRejection", String(reason)), 128),
);
