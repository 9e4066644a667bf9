/** A typed client of the cognito-idp API, for Poolkeeper and Amazon alike. */
import { setTimeout as wait } from "node:timers/promises";
import { type Clock, systemClock } from "../base/clock.ts";
import { type Random, systemRandom } from "../base/random.ts";
import { checkInput } from "../model/check.ts";
import { decodeOutput, encodeInput } from "../model/codec.ts";
import { operationModel, operationNames } from "../model/operations.ts";
import type { OperationName, Operations } from "../model/types.gen.ts";
import { type Credentials, SigningKeys, signRequest } from "../wire/sigv4.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { CognitoIdpError } from "./error.ts";
import { isTransient, longestWait } from "./retry.ts";

export type * from "../model/types.gen.ts";
export type { Credentials } from "../wire/sigv4.ts";
export { CognitoIdpError, type CognitoIdpErrorName, type ErrorMetadata, isCognitoIdpError } from "./error.ts";

export interface CognitoIdpOptions {
  readonly region: string;
  /** Amazon's for the region by default. */
  readonly endpoint?: string | URL | undefined;
  /** For the signed operations; a function is asked anew for each attempt. */
  readonly credentials?: Credentials | (() => Credentials | Promise<Credentials>) | undefined;
  /** How often a request is sent at most when it is throttled or fails for a passing reason; 3 by default. */
  readonly maxAttempts?: number | undefined;
  /** How long one attempt may take, in milliseconds; 30 seconds by default. */
  readonly timeoutMs?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
  /** Waits between attempts. */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<unknown>) | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Pick<Random, "below"> | undefined;
}

export interface CallOptions {
  /** Ends the call, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A method for each operation, such as `adminGetUser`. Times are epoch milliseconds and binary members
 * `Uint8Array`, in and out.
 *
 * @throws {CognitoIdpError} when the call is refused; arguments that break the model's limits are refused
 *   before anything is sent
 */
export type CognitoIdpMethods = {
  readonly [O in OperationName as Uncapitalize<O>]: (
    input: Operations[O]["input"],
    options?: CallOptions,
  ) => Promise<Operations[O]["output"]>;
};

const SERVICE = "cognito-idp";
const TARGET_PREFIX = "AWSCognitoIdentityProviderService";
const REGION = /^[a-z0-9-]{1,64}$/;

class Client {
  readonly #endpoint: URL;
  readonly #region: string;
  readonly #options: CognitoIdpOptions;
  readonly #signingKeys = new SigningKeys();

  constructor(options: CognitoIdpOptions) {
    if (!REGION.test(options.region)) throw new TypeError(`${options.region} is not the name of a region`);
    this.#region = options.region;
    this.#endpoint = new URL(options.endpoint ?? amazonEndpoint(options.region));
    this.#options = options;
  }

  /** Calls an operation by its name in the API: what each method does. */
  async call<O extends OperationName>(
    operation: O,
    input: Operations[O]["input"],
    { signal }: CallOptions = {},
  ): Promise<Operations[O]["output"]> {
    const body = encodeInput(operation, input);
    refuseBroken(operation, body);
    const { answer, attempts } = await this.#send(operation, JSON.stringify(body), signal);
    const { error, status, requestId } = answer;
    if (!error) return decodeOutput(operation, answer.body);
    const metadata = { httpStatusCode: status, requestId, attempts };
    throw new CognitoIdpError(error.name, error.message, metadata, error.reasonCode);
  }

  /** Sends until there is an answer that another attempt wouldn't better. */
  async #send(
    operation: OperationName,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<{ answer: Answer; attempts: number }> {
    const { maxAttempts = 3, sleep = pause, random = systemRandom } = this.#options;
    for (let attempts = 1; ; attempts++) {
      const outcome = await this.#attempt(operation, body, signal);
      const isLast = attempts >= maxAttempts || signal?.aborted;
      if ("answer" in outcome && (isLast || !isTransient(outcome.answer))) {
        return { answer: outcome.answer, attempts };
      }
      if ("failure" in outcome && isLast) throw outcome.failure;
      const answer = "answer" in outcome ? outcome.answer : undefined;
      await sleep(random.below(longestWait(attempts, answer) + 1), signal);
    }
  }

  /** One request; `failure` is that of the network, such as a refused connection or no answer in time. */
  async #attempt(
    operation: OperationName,
    body: string,
    signal: AbortSignal | undefined,
  ): Promise<{ answer: Answer } | { failure: unknown }> {
    const { fetch: send = fetch, timeoutMs = 30_000 } = this.#options;
    const headers = await this.#headers(operation, body);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await send(this.#endpoint, {
        method: "POST",
        headers,
        body,
        // The body may hold a password: it goes where it was sent, and nowhere else.
        redirect: "manual",
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { answer: await readAnswer(response) };
    } catch (failure) {
      return { failure };
    }
  }

  async #headers(operation: OperationName, body: string): Promise<Record<string, string>> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${TARGET_PREFIX}.${operation}`,
    };
    if (operationModel(operation).auth !== "signed") return headers;
    return signRequest({
      method: "POST",
      url: this.#endpoint,
      headers,
      body,
      region: this.#region,
      service: SERVICE,
      credentials: await this.#credentials(operation),
      at: (this.#options.clock ?? systemClock).now(),
      signingKeys: this.#signingKeys,
    });
  }

  async #credentials(operation: OperationName): Promise<Credentials> {
    const { credentials } = this.#options;
    const found = typeof credentials === "function" ? await credentials() : credentials;
    if (found) return found;
    throw refusedHere("MissingAuthenticationTokenException", `${operation} is signed: it needs credentials`);
  }
}

const amazonEndpoint = (region: string): string =>
  `https://${SERVICE}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;

const pause = (ms: number, signal?: AbortSignal): Promise<unknown> => wait(ms, undefined, { signal });

const refusedHere = (name: string, message: string): CognitoIdpError =>
  new CognitoIdpError(name, message, { httpStatusCode: undefined, requestId: undefined, attempts: 0 });

const NAMES = { constraint: "InvalidParameterException", serialization: "SerializationException" } as const;

function refuseBroken(operation: OperationName, body: unknown): void {
  const checked = checkInput(operation, body);
  if (!checked.ok) throw refusedHere(NAMES[checked.kind], checked.message);
}

/** Real methods on the prototype, under their own names, so that they can be listed and show in a stack. */
function defineMethod(operation: OperationName): void {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  const methods = {
    [name](this: Client, input: Operations[typeof operation]["input"], options?: CallOptions) {
      return this.call(operation, input, options);
    },
  };
  Object.defineProperty(Client.prototype, name, { value: methods[name], writable: true, configurable: true });
}

for (const operation of operationNames) defineMethod(operation);

export type CognitoIdp = Client & CognitoIdpMethods;

/** The methods are made from the model above, where the compiler can't see them. */
export const CognitoIdp = Client as new (options: CognitoIdpOptions) => CognitoIdp;
