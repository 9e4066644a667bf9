import type { Clock } from "../base/clock.ts";
import { isObject, type JsonObject } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import type { LambdaCall, LambdaOutcome } from "../ports/lambda.ts";
import { type Credentials, SigningKeys, signRequest } from "../wire/sigv4.ts";
import { PAYLOAD_LIMIT, PAYLOAD_TOO_LARGE } from "./function-error.ts";
import { INVOCATION_LIMIT_MS, unreachable, withFurtherTries } from "./invocations.ts";
import { readAtMost } from "./limited-body.ts";

export interface LambdaEndpointOptions {
  /** Of whatever speaks Lambda's Invoke API. One that ends with `/invocations` is used as it is. */
  readonly url: string;
  readonly credentials: Credentials;
  /** The machine's clock: the receiver checks the signature's date. */
  readonly clock: Clock;
  readonly log: Log;
  /** Time of one invocation. */
  readonly timeoutMs?: number;
}

/** Names of AWS errors where an answer has a status only. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: "InvalidRequestContentException",
  401: "UnrecognizedClientException",
  403: "AccessDeniedException",
  404: "ResourceNotFoundException",
  413: "RequestTooLargeException",
  429: "TooManyRequestsException",
};

/** Invokes functions by Lambda's Invoke operation: AWS, SAM, LocalStack, the runtime interface emulator. */
export class LambdaEndpoint {
  readonly #options: LambdaEndpointOptions;
  readonly #signingKeys = new SigningKeys();

  constructor(options: LambdaEndpointOptions) {
    this.#options = options;
  }

  invoke(call: LambdaCall): Promise<LambdaOutcome> {
    const url = invocationUrl(this.#options.url, call.arn);
    const body = JSON.stringify(call.event);
    return withFurtherTries(() => this.#invokeOnce(call, url, body));
  }

  async #invokeOnce(call: LambdaCall, url: URL, body: string): Promise<LambdaOutcome> {
    const signal = AbortSignal.timeout(this.#options.timeoutMs ?? INVOCATION_LIMIT_MS);
    try {
      const headers = this.#signedHeaders(call, url, body);
      const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
      const payload = await readAtMost(PAYLOAD_LIMIT, response);
      if (payload === undefined) return { kind: "threw", message: PAYLOAD_TOO_LARGE };
      return outcomeOf(response, Buffer.from(payload).toString("utf8"));
    } catch (error) {
      if (signal.aborted) return { kind: "timedOut" };
      this.#options.log.warn({ err: error, arn: call.arn }, "the Lambda endpoint can't be reached");
      return unreachable;
    }
  }

  #signedHeaders(call: LambdaCall, url: URL, body: string): Record<string, string> {
    return signRequest({
      method: "POST",
      url,
      headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
      body,
      region: regionOf(call),
      service: "lambda",
      credentials: this.#options.credentials,
      at: this.#options.clock.now(),
      signingKeys: this.#signingKeys,
    });
  }
}

const regionOf = ({ arn, region }: LambdaCall): string => arn.split(":")[3] || region;

function invocationUrl(endpoint: string, arn: string): URL {
  const url = new URL(endpoint);
  if (url.pathname.endsWith("/invocations")) return url;
  const base = url.pathname.replace(/\/+$/, "");
  return new URL(`${base}/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`, url);
}

function outcomeOf({ status, headers }: Response, text: string): LambdaOutcome {
  if (status !== 200) return { kind: "notInvoked", error: errorNameOf(status, headers, objectOf(text)) };
  if (headers.has("x-amz-function-error")) return { kind: "threw", message: thrownMessage(text) };
  return { kind: "returned", payload: text };
}

/** `errorMessage` of a function's error payload, else what stands for it. */
function thrownMessage(text: string): string {
  const { errorMessage, errorType } = objectOf(text);
  return typeof errorMessage === "string" ? errorMessage : typeof errorType === "string" ? errorType : text;
}

/** By header, by body, by status; a name that is none is not repeated to the caller. */
function errorNameOf(status: number, headers: Headers, { __type, code }: JsonObject): string {
  const names = [headers.get("x-amzn-errortype"), __type, code].map((name) =>
    typeof name === "string" ? name.replace(/:.*$/s, "").replace(/^.*#/s, "") : "",
  );
  const named = names.find((name) => /^[A-Za-z]\w{0,99}$/.test(name));
  return named ?? BY_STATUS[status] ?? "ServiceException";
}

function objectOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}
