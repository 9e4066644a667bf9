import type { JsonObject } from "../../base/json.ts";

export const PRE_AUTHENTICATION = "PreAuthentication_Authentication";

/** `userAttributes` are null where nobody has the name and the client conceals that. */
export const preAuthenticationRequest = (
  userAttributes: JsonObject | null,
  validationData: Readonly<Record<string, string>> | undefined,
): JsonObject => ({
  userAttributes: userAttributes ?? {},
  validationData: validationData ? { ...validationData } : null,
  userNotFound: userAttributes === null,
});
