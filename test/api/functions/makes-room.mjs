import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A PreSignUp trigger that deletes whoever has the name and never confirmed. */
export const handler = async (event) => {
  const { userPoolId: UserPoolId, userName: Username } = event;
  const api = new CognitoIdentityProvider();
  const { UserStatus } = await api.adminGetUser({ UserPoolId, Username }).catch(() => ({}));
  if (UserStatus === "UNCONFIRMED") await api.adminDeleteUser({ UserPoolId, Username });
  api.destroy();
  return event;
};
