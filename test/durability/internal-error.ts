import assert from "node:assert/strict";
import { CognitoIdentityProviderServiceException } from "@aws-sdk/client-cognito-identity-provider";

/** An answer of status 500 whose request id leads to the cause in the server's log. */
export function requireInternalError(error: Error, log: readonly string[]): void {
  assert.ok(error instanceof CognitoIdentityProviderServiceException, String(error));
  const { name, $metadata } = error;
  assert.deepEqual([name, $metadata.httpStatusCode], ["InternalErrorException", 500]);
  const requestId = $metadata.requestId;
  assert.ok(requestId !== undefined, "it names the request");
  assert.ok(
    log.some((line) => line.includes(requestId) && line.includes("crashed")),
    "the log tells why",
  );
}
