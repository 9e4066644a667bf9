/**
 * A PreTokenGeneration trigger (V2_0, V3_0): says in both tokens which tenant a user belongs to and what the user may
 * do, and gives the access token the scopes of the user's groups.
 */
export const handler = async (event) => {
  const { userAttributes = {}, groupConfiguration } = event.request;
  const groups = groupConfiguration?.groupsToOverride ?? [];
  const scopes = ["orders/read", ...(groups.includes("admins") ? ["orders/write"] : [])];
  const tenant = userAttributes["custom:tenant"];
  const claims = {
    tenant: tenant === undefined ? { trial: true } : { id: tenant, trial: false },
    permissions: scopes.map((scope) => scope.replace("/", ":")),
    max_orders: groups.includes("admins") ? 1000 : 10,
  };
  event.response.claimsAndScopeOverrideDetails = {
    idTokenGeneration: {
      claimsToAddOrOverride: claims,
      claimsToSuppress: ["phone_number", "phone_number_verified"],
    },
    accessTokenGeneration: { claimsToAddOrOverride: claims, scopesToAdd: scopes },
  };
  return event;
};
