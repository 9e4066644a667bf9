import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A trigger that puts whom it is asked about into the group `staff`. */
export const handler = async (event) => {
  const api = new CognitoIdentityProvider();
  const { userPoolId: UserPoolId, userName: Username } = event;
  await api.adminAddUserToGroup({ UserPoolId, Username, GroupName: "staff" });
  api.destroy();
  return event;
};
