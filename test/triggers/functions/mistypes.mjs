/** Answers with the members of every trigger's response, each of a type that it can't have. */
export const handler = async (event) => ({
  ...event,
  response: {
    autoConfirmUser: "yes",
    emailMessage: ["{####}"],
    claimsOverrideDetails: { claimsToAddOrOverride: { roles: ["admin"] } },
    claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToSuppress: "email" } },
    userAttributes: "jane@example.com",
  },
});
