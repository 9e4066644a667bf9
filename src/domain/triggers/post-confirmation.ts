import type { JsonObject } from "../../base/json.ts";

export type PostConfirmationSource =
  | "PostConfirmation_ConfirmSignUp"
  | "PostConfirmation_ConfirmForgotPassword";

export const postConfirmationRequest = (
  userAttributes: JsonObject,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): JsonObject => ({
  userAttributes,
  ...(clientMetadata && { clientMetadata: { ...clientMetadata } }),
});
