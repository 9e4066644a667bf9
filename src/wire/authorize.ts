import { isObject } from "../base/json.ts";
import type { OperationName } from "../model/types.gen.ts";
import type { Signer } from "./authenticate.ts";
import { wireFaults } from "./faults.ts";

/** Throws an AccessDeniedException where the signer's key does not allow the operation; `input` is decoded. */
export function authorize(signer: Signer, operation: OperationName, input: object, account: string): void {
  if (signer.key === undefined) return;
  const poolId = poolNamedIn(input);
  if (signer.key.allows(operation, poolId)) return;
  const resource =
    poolId === undefined ? "*" : `arn:aws:cognito-idp:${signer.region}:${account}:userpool/${poolId}`;
  throw wireFaults.accessDenied(signer.accessKeyId, operation, resource);
}

/** The pool an operation is about: named by its id, or by its ARN where tags are concerned. */
function poolNamedIn(input: object): string | undefined {
  const { UserPoolId: id, ResourceArn: arn } = isObject(input) ? input : {};
  if (typeof id === "string") return id;
  return typeof arn === "string" ? /:userpool\/([\w-]+)$/.exec(arn)?.[1] : undefined;
}
