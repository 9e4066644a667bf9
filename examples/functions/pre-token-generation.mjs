/**
 * A PreTokenGeneration trigger (V1_0): adds a user's tenant and role to the ID token and keeps the phone number out of
 * it. Claims are texts here; for others, and for the access token, see `pre-token-generation-v2.mjs`.
 */
export const handler = async (event) => {
  const { userAttributes, groupConfiguration } = event.request;
  event.response.claimsOverrideDetails = {
    claimsToAddOrOverride: {
      tenant: userAttributes["custom:tenant"] ?? "none",
      role: groupConfiguration.groupsToOverride.includes("admins") ? "admin" : "member",
    },
    claimsToSuppress: ["phone_number", "phone_number_verified"],
  };
  return event;
};
