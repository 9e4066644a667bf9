import type { JsonObject } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import type { LambdaOutcome } from "../ports/lambda.ts";
import type { FunctionArn } from "./function-arn.ts";
import { type FunctionSurroundings, functionEnvironment } from "./function-environment.ts";
import { type FunctionFile, findFunction } from "./function-file.ts";
import { FunctionThread } from "./function-thread.ts";
import { INVOCATION_LIMIT_MS, unreachable, withFurtherTries } from "./invocations.ts";
import { PoolClosed, ThreadPool } from "./thread-pool.ts";

export interface LocalFunctionsOptions {
  /** The folder of the functions. */
  readonly directory: string;
  /** The server's own environment. */
  readonly environment: FunctionSurroundings["environment"];
  /** Where functions reach this server; asked when a thread starts. */
  readonly endpoint: () => string;
  /** What functions sign their calls with; default: what `environment` has. */
  readonly credentials?: FunctionSurroundings["credentials"];
  readonly random: Random;
  readonly log: Log;
  /** Time of one invocation, the start of its thread included. */
  readonly timeoutMs?: number;
  /** Heap of one function; a function that takes more is ended. */
  readonly memoryMB?: number;
  readonly warm?: number;
  readonly most?: number;
  readonly patienceMs?: number;
}

/** Runs Lambda functions that are modules in a folder, each in worker threads of its own. */
export class LocalFunctions {
  readonly #options: LocalFunctionsOptions;
  readonly #timeoutMs: number;
  readonly #memoryMB: number;
  readonly #pool: ThreadPool<FunctionThread>;

  constructor(options: LocalFunctionsOptions) {
    const {
      timeoutMs = INVOCATION_LIMIT_MS,
      memoryMB = 512,
      warm = 8,
      most = 64,
      patienceMs = 250,
    } = options;
    this.#options = options;
    this.#timeoutMs = timeoutMs;
    this.#memoryMB = memoryMB;
    this.#pool = new ThreadPool({ warm, most, patienceMs });
  }

  /** Undefined where the folder has no such function. */
  async invoke(target: FunctionArn, event: JsonObject): Promise<LambdaOutcome | undefined> {
    const file = await findFunction(this.#options.directory, target.name);
    if (!file) return undefined;
    const text = JSON.stringify(event);
    try {
      return await withFurtherTries(() => this.#invokeOnce(target, file, text));
    } catch (error) {
      if (error instanceof PoolClosed) return unreachable;
      throw error;
    }
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  #invokeOnce(target: FunctionArn, file: FunctionFile, event: string): Promise<LambdaOutcome> {
    const place = `${target.region} ${target.name}:`;
    const key = `${place}${file.path} ${file.stamp}`;
    this.#pool.retire((other) => other.startsWith(place) && other !== key);
    const call = {
      event,
      requestId: this.#options.random.uuid(),
      arn: target.arn,
      timeoutMs: this.#timeoutMs,
    };
    return this.#pool.use(
      key,
      () => this.#startThread(target, file),
      (thread) => thread.invoke(call),
    );
  }

  #startThread(target: FunctionArn, file: FunctionFile): FunctionThread {
    const { environment, endpoint, credentials, log } = this.#options;
    const memoryMB = this.#memoryMB;
    return new FunctionThread({
      name: target.name,
      file,
      environment: functionEnvironment(
        { environment, endpoint: endpoint(), credentials, memoryMB },
        target,
        file,
      ),
      memoryMB,
      log,
      ended: (thread) => this.#pool.ended(thread),
    });
  }
}
