import { Worker } from "node:worker_threads";
import type { Log } from "../base/log.ts";
import { siblingModule } from "../base/sibling-module.ts";
import type { LambdaOutcome } from "../ports/lambda.ts";
import { errorMessageOf, exitMessage, exitReason, OUT_OF_MEMORY } from "./function-error.ts";
import { type FunctionFile, handlerName } from "./function-file.ts";
import type { FunctionCall } from "./function-invocation.ts";
import type { FunctionMessage, FunctionWorkerData } from "./function-worker.ts";
import { LineSplitter } from "./line-splitter.ts";

export interface FunctionThreadOptions {
  readonly name: string;
  readonly file: FunctionFile;
  readonly environment: Record<string, string | undefined>;
  readonly memoryMB: number;
  readonly log: Log;
  /** Called once, when the thread has ended. */
  readonly ended: (thread: FunctionThread) => void;
}

interface CurrentCall {
  readonly requestId: string;
  readonly settle: (outcome: LambdaOutcome) => void;
}

/** A worker thread that holds one local function and serves one call at a time. */
export class FunctionThread {
  readonly #worker: Worker;
  #current: CurrentCall | undefined;
  #ending = false;
  #crash: string | undefined;

  constructor({ name, file, environment, memoryMB, log, ended }: FunctionThreadOptions) {
    const data: FunctionWorkerData = { path: file.path, handlerName: handlerName(file) };
    this.#worker = new Worker(siblingModule(import.meta.url, "function-worker"), {
      name,
      workerData: data,
      env: environment,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMB },
    });
    const lines = {
      stdout: new LineSplitter((line) => log.info({ function: name }, line)),
      stderr: new LineSplitter((line) => log.error({ function: name }, line)),
    };
    this.#worker.unref();
    this.#worker.on("message", (message: FunctionMessage) => {
      if (message.kind === "output") lines[message.stream].push(message.text);
      else this.#answered(message.answer, message.last);
    });
    this.#worker.on("error", (error) => {
      this.#crash = isOutOfMemory(error) ? OUT_OF_MEMORY : errorMessageOf(error);
    });
    this.#worker.on("exit", (status) => {
      lines.stdout.flush();
      lines.stderr.flush();
      this.#exited(status);
      ended(this);
    });
  }

  /** Whether it takes no further call. */
  get ending(): boolean {
    return this.#ending;
  }

  /** A call that takes longer than its time ends the thread. */
  async invoke(call: FunctionCall): Promise<LambdaOutcome> {
    const { promise, resolve } = Promise.withResolvers<LambdaOutcome>();
    const timer = setTimeout(() => {
      resolve({ kind: "timedOut" });
      void this.end();
    }, call.timeoutMs);
    this.#current = { requestId: call.requestId, settle: resolve };
    this.#worker.postMessage(call);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#current = undefined;
    }
  }

  async end(): Promise<void> {
    this.#ending = true;
    await this.#worker.terminate();
  }

  #answered(outcome: LambdaOutcome, last: boolean): void {
    this.#current?.settle(outcome);
    if (last) void this.end();
  }

  #exited(status: number): void {
    this.#ending = true;
    const call = this.#current;
    if (!call) return;
    call.settle({ kind: "threw", message: exitMessage(call.requestId, this.#crash ?? exitReason(status)) });
  }
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
