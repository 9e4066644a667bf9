/** What a call is refused with. */
import type { UndeclaredName } from "../model/observed-faults.ts";
import type { ErrorName } from "../model/types.gen.ts";

export type CognitoIdpErrorName = ErrorName | UndeclaredName;

export interface ErrorMetadata {
  /** Undefined when the call was refused before anything was sent. */
  readonly httpStatusCode: number | undefined;
  readonly requestId: string | undefined;
  /** How often the request was sent. */
  readonly attempts: number;
}

/**
 * A refusal, by the service or, with the same name and message, by the client before anything was sent.
 * `name` is the error's name in the API; `isCognitoIdpError` narrows it.
 */
export class CognitoIdpError extends Error {
  override readonly name: string;
  /** What an InvalidParameterException may say on top of its message. */
  readonly reasonCode: string | undefined;
  readonly $metadata: ErrorMetadata;

  constructor(name: string, message: string, metadata: ErrorMetadata, reasonCode?: string) {
    super(message);
    this.name = name;
    this.reasonCode = reasonCode;
    this.$metadata = metadata;
  }
}

/** Whether a caught error is a refusal, and, if names are given, one of these. */
export function isCognitoIdpError<N extends CognitoIdpErrorName = CognitoIdpErrorName>(
  error: unknown,
  ...names: readonly N[]
): error is CognitoIdpError & { readonly name: N } {
  if (!(error instanceof CognitoIdpError)) return false;
  return names.length === 0 || names.some((name) => name === error.name);
}
