import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A trigger that deletes whom it is asked about; one that took too long is called again, and finds nobody. */
export const handler = async (event) => {
  const api = new CognitoIdentityProvider();
  await api.adminDeleteUser({ UserPoolId: event.userPoolId, Username: event.userName }).catch((error) => {
    if (error.name !== "UserNotFoundException") throw error;
  });
  api.destroy();
  return event;
};
