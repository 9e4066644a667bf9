import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import type { ErrorPayload, RuntimeAnswer, RuntimeCall } from "./lambda-runtime-process.ts";

const RUNTIME = fileURLToPath(new URL("./lambda-runtime-process.ts", import.meta.url));

export interface LambdaOptions {
  /** Where the functions are: `<name>.js`, `.mjs` or `.cjs`. */
  readonly directory: string;
  /** What the functions find in their environment beside this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Time of one call. */
  readonly timeoutMs?: number;
}

export interface LambdaServer {
  readonly url: string;
  /** The names of the functions that were called, in order. */
  readonly called: readonly string[];
}

/**
 * Starts a server of Lambda's Invoke operation that shares no code with ours: each function runs in processes of its
 * own, one call at a time in each. It ends with the test or suite that called this.
 */
export async function serveLambda(options: LambdaOptions): Promise<LambdaServer> {
  const functions = new Functions(options);
  const called: string[] = [];
  const server = createServer(async (request, response) => {
    try {
      await answer(request, response, functions, called);
    } catch (error) {
      refuse(
        response,
        error instanceof Refusal ? error : new Refusal(500, "ServiceException", String(error)),
      );
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(async () => {
    server.closeAllConnections();
    server.close();
    await functions.end();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, called };
}

/** A call that reaches no function. */
class Refusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

function refuse(response: ServerResponse, { status, type, message }: Refusal): void {
  response
    .writeHead(status, { "content-type": "application/json", "x-amzn-errortype": type })
    .end(JSON.stringify({ Type: status < 500 ? "User" : "Service", Message: message }));
}

const INVOKE = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
/** A name, a partial ARN or an ARN, with or without a qualifier. */
const FUNCTION = /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?([\w-]+)(?::[\w$-]+)?$/;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  functions: Functions,
  called: string[],
): Promise<void> {
  const event = await bodyOf(request);
  const { pathname } = new URL(request.url ?? "/", "http://lambda");
  const identifier = request.method === "POST" ? INVOKE.exec(pathname)?.[1] : undefined;
  if (identifier === undefined) throw new Refusal(404, "UnknownOperationException", pathname);
  if (!request.headers.authorization) {
    throw new Refusal(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  if (!isJson(event)) throw new Refusal(400, "InvalidRequestContentException", "The event is not JSON.");

  const arn = decodeURIComponent(identifier);
  const name = FUNCTION.exec(arn)?.[1];
  const file = name === undefined ? undefined : functions.fileOf(name);
  if (name === undefined || file === undefined) {
    throw new Refusal(404, "ResourceNotFoundException", `Function not found: ${arn}`);
  }
  called.push(name);
  const requestId = randomUUID();
  const outcome = await functions.call(name, file, { event, requestId, arn });
  const failed = "error" in outcome;
  response
    .writeHead(200, {
      "content-type": "application/json",
      "x-amzn-requestid": requestId,
      "x-amz-executed-version": "$LATEST",
      ...(failed && { "x-amz-function-error": "Unhandled" }),
    })
    .end(failed ? JSON.stringify(outcome.error) : outcome.payload);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The functions of a folder, and the processes that hold them. */
class Functions {
  readonly #options: LambdaOptions;
  readonly #idle = new Map<string, ChildProcess[]>();
  readonly #all = new Set<ChildProcess>();

  constructor(options: LambdaOptions) {
    this.#options = options;
  }

  fileOf(name: string): string | undefined {
    return ["js", "mjs", "cjs"]
      .map((extension) => join(this.#options.directory, `${name}.${extension}`))
      .find((path) => existsSync(path));
  }

  async call(name: string, file: string, call: Omit<RuntimeCall, "deadline">): Promise<RuntimeAnswer> {
    const { timeoutMs = 3000 } = this.#options;
    const instance = this.#idle.get(name)?.pop() ?? this.#start(name, file);
    const { promise, resolve } = Promise.withResolvers<RuntimeAnswer>();
    const exited = (status: number | null): void =>
      resolve({ error: exitError(call.requestId, status), ends: true });
    const timer = setTimeout(() => {
      resolve({ error: timeoutError(call.requestId, timeoutMs), ends: true });
      instance.kill("SIGKILL");
    }, timeoutMs);
    instance.once("message", resolve).once("exit", exited);
    instance.send({ ...call, deadline: Date.now() + timeoutMs } satisfies RuntimeCall);
    const answered = await promise;
    clearTimeout(timer);
    instance.off("message", resolve).off("exit", exited);
    if (instance.connected && !("ends" in answered))
      this.#idle.set(name, [...(this.#idle.get(name) ?? []), instance]);
    return answered;
  }

  async end(): Promise<void> {
    for (const instance of this.#all) {
      instance.kill("SIGKILL");
      await once(instance, "exit");
    }
  }

  #start(name: string, file: string): ChildProcess {
    const instance = fork(RUNTIME, [file, basename(file).replace(/[^.]+$/, "handler")], {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: { ...process.env, ...lambdaEnvironment(name), ...this.#options.environment },
    });
    this.#all.add(instance);
    instance.once("exit", () => {
      this.#all.delete(instance);
      this.#idle.set(name, this.#idle.get(name)?.filter((one) => one !== instance) ?? []);
    });
    return instance;
  }
}

const lambdaEnvironment = (name: string): Record<string, string> => ({
  AWS_REGION: "us-east-1",
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: "test",
});

const failure = (errorType: string, errorMessage: string): ErrorPayload => ({
  errorType,
  errorMessage,
  trace: [],
});

function exitError(requestId: string, status: number | null): ErrorPayload {
  const reason =
    status === 0
      ? "without providing a reason"
      : `with error: ${status === null ? "signal: killed" : `exit status ${status}`}`;
  return failure("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited ${reason}`);
}

const timeoutError = (requestId: string, timeoutMs: number): ErrorPayload =>
  failure(
    "Sandbox.Timedout",
    `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  );
