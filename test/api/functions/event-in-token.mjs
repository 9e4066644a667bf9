/** A PreTokenGeneration trigger (V2_0) that writes its event into the ID token, and its source into the access token. */
export const handler = async (event) => {
  const { triggerSource, request } = event;
  event.response.claimsAndScopeOverrideDetails = {
    idTokenGeneration: { claimsToAddOrOverride: { request } },
    accessTokenGeneration: { claimsToAddOrOverride: { source: triggerSource } },
  };
  return event;
};
