import type { JsonObject } from "../base/json.ts";

export interface LambdaCall {
  readonly arn: string;
  readonly event: JsonObject;
  readonly region: string;
}

/** What became of one invocation, time-outs already tried again. */
export type LambdaOutcome =
  /** The function returned; `payload` is the JSON text of its answer. */
  | { readonly kind: "returned"; readonly payload: string }
  /** The function threw, or failed to load; `message` as the function's error payload gives it. */
  | { readonly kind: "threw"; readonly message: string }
  /** The function could not be invoked at all; `error` is the AWS error's name. */
  | { readonly kind: "notInvoked"; readonly error: string }
  | { readonly kind: "timedOut" };

export interface LambdaInvoker {
  invoke(call: LambdaCall): Promise<LambdaOutcome>;
}
