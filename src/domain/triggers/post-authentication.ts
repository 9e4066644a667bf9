import type { JsonObject } from "../../base/json.ts";

export const POST_AUTHENTICATION = "PostAuthentication_Authentication";

export const postAuthenticationRequest = (
  userAttributes: JsonObject,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): JsonObject => ({
  userAttributes,
  newDeviceUsed: false,
  ...(clientMetadata && { clientMetadata: { ...clientMetadata } }),
});
