import { pathToFileURL } from "node:url";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { isObject } from "../base/json.ts";
import { errorMessageOf, loadErrorMessageOf } from "./function-error.ts";
import {
  type FunctionAnswer,
  type FunctionCall,
  type Handler,
  startInvocation,
  type WhenIdle,
} from "./function-invocation.ts";

export interface FunctionWorkerData {
  readonly path: string;
  /** `<module>.handler`, for messages. */
  readonly handlerName: string;
}

/** `last`: the thread ends and takes no further call. */
export type FunctionMessage =
  | { readonly kind: "answer"; readonly answer: FunctionAnswer; readonly last: boolean }
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly text: string };

class HandlerNotFound extends Error {}

async function loadHandler({ path, handlerName }: FunctionWorkerData): Promise<Handler> {
  const namespace: Record<string, unknown> = await import(pathToFileURL(path).href);
  const commonJs = namespace["module.exports"];
  const handler = (isObject(commonJs) ? commonJs : namespace)["handler"];
  if (handler === undefined) throw new HandlerNotFound(`${handlerName} is undefined or not exported`);
  if (typeof handler !== "function") throw new HandlerNotFound(`${handlerName} is not a function`);
  return handler as Handler;
}

function serve(port: MessagePort, data: FunctionWorkerData): void {
  const send = (message: FunctionMessage): void => port.postMessage(message);
  let whenIdle: WhenIdle | undefined;

  const answer = (outcome: FunctionAnswer, last = false): void => {
    whenIdle = undefined;
    port.ref();
    send({ kind: "answer", answer: outcome, last });
  };
  const die = (message: string, status: number): void => {
    if (whenIdle) answer({ kind: "threw", message }, true);
    else send({ kind: "output", stream: "stderr", text: `${message}\n` });
    process.exit(status);
  };

  for (const stream of ["stdout", "stderr"] as const) {
    redirect(process[stream], (text) => send({ kind: "output", stream, text }));
  }
  process.on("uncaughtException", (error) => die(errorMessageOf(error), 129));
  process.on("unhandledRejection", (reason) => die(String(reason), 128));
  process.on("beforeExit", () => whenIdle?.());

  const loading = loadHandler(data);
  loading.catch(() => {});
  port.on("message", (call: FunctionCall) => {
    port.unref();
    whenIdle = () => answer({ kind: "threw", message: "The module never finished loading." }, true);
    loading.then(
      (handler) => {
        whenIdle = () => {};
        const idle = startInvocation(handler, call, answer);
        if (whenIdle !== undefined) whenIdle = idle;
      },
      (error) => answer({ kind: "threw", message: loadErrorMessageOf(error) }, true),
    );
  });
}

/** Takes all that is written to a stream, in order with the answers and without keeping the thread alive. */
function redirect(stream: NodeJS.WriteStream, take: (text: string) => void): void {
  type Written = (error?: Error | null) => void;
  stream.write = (
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | Written,
    written?: Written,
  ): boolean => {
    take(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const done = typeof encoding === "function" ? encoding : written;
    if (done) queueMicrotask(() => done());
    return true;
  };
}

if (parentPort) serve(parentPort, workerData);
