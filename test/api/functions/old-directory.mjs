import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

/** A UserMigration trigger that does what the request's metadata says: refuses, answers, or makes the user itself. */
export const handler = async (event) => {
  const { validationData, clientMetadata } = event.request;
  const { refuse, answer, create } = validationData ?? clientMetadata ?? {};
  if (refuse !== undefined) throw new Error(refuse);
  if (create !== undefined) await createUser(event, create);
  if (answer !== undefined) event.response = JSON.parse(answer);
  return event;
};

async function createUser({ userPoolId: UserPoolId, userName: Username }, Password) {
  const api = new CognitoIdentityProvider();
  await api.adminCreateUser({ UserPoolId, Username, MessageAction: "SUPPRESS" }).catch((error) => {
    // Called again, having taken too long.
    if (error.name !== "UsernameExistsException") throw error;
  });
  await api.adminSetUserPassword({ UserPoolId, Username, Password, Permanent: true });
  api.destroy();
}
