import type { TransactionScope } from "../base/transaction-scope.ts";
import type { LambdaCall, LambdaInvoker, LambdaOutcome } from "../ports/lambda.ts";
import { parseFunctionArn } from "./function-arn.ts";
import type { LambdaEndpoint } from "./lambda-endpoint.ts";
import type { LocalFunctions } from "./local-functions.ts";

export interface LambdaOptions {
  readonly scope: TransactionScope;
  readonly local?: LocalFunctions | undefined;
  readonly endpoint?: LambdaEndpoint | undefined;
}

/** Finds who runs a function: the folder of local functions first, then the endpoint. */
export class Lambda implements LambdaInvoker {
  readonly #options: LambdaOptions;

  constructor(options: LambdaOptions) {
    this.#options = options;
  }

  async invoke(call: LambdaCall): Promise<LambdaOutcome> {
    const { scope, local, endpoint } = this.#options;
    scope.refuse("a Lambda invocation");
    const target = parseFunctionArn(call.arn);
    const outcome = target && (await local?.invoke(target, call.event));
    return (
      outcome ?? (await endpoint?.invoke(call)) ?? { kind: "notInvoked", error: "ResourceNotFoundException" }
    );
  }
}
