import { type App, addUser, NEW_PASSWORD, signIn, TEMPORARY, tokensOf } from "../../support/arrange.ts";
import { signUp } from "../../support/sign-up.ts";

type Attributes = Readonly<Record<string, string>>;

let people = 0;
export const newName = (): string => `somebody-${++people}`;
export const newMail = (): string => `${newName()}@example.com`;

/** Signs somebody up who is to confirm yet; gives the username. */
export async function newcomer(app: App, attributes?: Attributes): Promise<string> {
  const { username } = await signUp(app, attributes && { attributes });
  return username;
}

export const createUser = ({ api, poolId }: App, username: string, more: object = {}) =>
  api.adminCreateUser({ UserPoolId: poolId, Username: username, MessageAction: "SUPPRESS", ...more });

export const disable = ({ api, poolId }: App, username: string) =>
  api.adminDisableUser({ UserPoolId: poolId, Username: username });

export const remove = ({ api, poolId }: App, username: string) =>
  api.adminDeleteUser({ UserPoolId: poolId, Username: username });

/** Signs in somebody new; gives the tokens and who it is. */
export async function signedIn(app: App) {
  const username = await addUser(app);
  return { username, ...(await tokensOf(app, username)) };
}

/** Answers the challenge of a temporary password. */
export const respond = (app: App, username: string, Session: string | undefined, answers: Attributes = {}) =>
  app.api.respondToAuthChallenge({
    ClientId: app.clientId,
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session,
    ChallengeResponses: { USERNAME: username, NEW_PASSWORD, ...answers },
  });

/** Signs in somebody new with the temporary password, and answers its challenge. */
export async function chooseFirst(app: App, answers: Attributes) {
  const username = await addUser(app, { password: null });
  const { Session } = await signIn(app, username, TEMPORARY);
  return respond(app, username, Session, answers);
}

export const initiate = ({ api, clientId }: App, AuthFlow: "USER_AUTH" | "CUSTOM_AUTH" | "USER_SRP_AUTH") =>
  api.initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters: { USERNAME: "jane", SRP_A: "abcdef" } });
