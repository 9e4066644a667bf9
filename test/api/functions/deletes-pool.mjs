import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A trigger that deletes the pool it is asked for. */
export const handler = async (event) => {
  const api = new CognitoIdentityProvider();
  await api.deleteUserPool({ UserPoolId: event.userPoolId });
  api.destroy();
  return event;
};
