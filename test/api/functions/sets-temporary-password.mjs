import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A trigger that gives the user a temporary password, unless it is told otherwise. */
export const handler = async (event) => {
  const { userPoolId: UserPoolId, userName: Username, request } = event;
  const api = new CognitoIdentityProvider();
  const Permanent = request.clientMetadata?.permanent === "yes";
  await api.adminSetUserPassword({ UserPoolId, Username, Password: "Temp0rary!", Permanent });
  api.destroy();
  return event;
};
