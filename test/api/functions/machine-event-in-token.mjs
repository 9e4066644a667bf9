/** A PreTokenGeneration trigger (V3_0) that writes its whole event into a machine's access token. */
export const handler = async (event) => {
  const claimsToAddOrOverride = { event: structuredClone(event) };
  event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration: { claimsToAddOrOverride } };
  return event;
};
