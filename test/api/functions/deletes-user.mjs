import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A trigger that deletes whom it is asked about. */
export const handler = async (event) => {
  const api = new CognitoIdentityProvider();
  await api.adminDeleteUser({ UserPoolId: event.userPoolId, Username: event.userName });
  api.destroy();
  return event;
};
