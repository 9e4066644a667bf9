import type { ConfirmSignUpRequest, SignUpRequest } from "@aws-sdk/client-cognito-identity-provider";
import { type App, type AppOptions, attributeList, byName, newApp, PASSWORD, type World } from "./arrange.ts";

export interface Newcomer extends Partial<Omit<SignUpRequest, "Username" | "UserAttributes">> {
  readonly username?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export const EMAIL = "jane@example.com";
const SMS_CONFIGURATION = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" };

/** An app whose users confirm an e-mail address, unless `pool` says otherwise. */
export const newSignUpApp = (world: World, { pool, client }: AppOptions = {}): Promise<App> =>
  newApp(world, {
    pool: { AutoVerifiedAttributes: ["email"], SmsConfiguration: SMS_CONFIGURATION, ...pool },
    ...(client && { client }),
  });

let people = 0;

/** Signs somebody up, with an e-mail address unless told otherwise; gives the answer, and the username as it was sent. */
export async function signUp({ api, clientId }: App, { username, attributes, ...more }: Newcomer = {}) {
  const Username = username ?? `newcomer-${++people}`;
  const answer = await api.signUp({
    ClientId: clientId,
    Username,
    Password: PASSWORD,
    UserAttributes: attributeList(attributes ?? { email: EMAIL }),
    ...more,
  });
  return { username: Username, ...answer };
}

export const confirm = (
  { api, clientId }: App,
  username: string,
  code: string,
  more: Partial<ConfirmSignUpRequest> = {},
) => api.confirmSignUp({ ClientId: clientId, Username: username, ConfirmationCode: code, ...more });

export const confirmAsAdmin = (
  { api, poolId }: App,
  username: string,
  ClientMetadata?: Readonly<Record<string, string>>,
) => api.adminConfirmSignUp({ UserPoolId: poolId, Username: username, ClientMetadata });

export const resend = (
  { api, clientId }: App,
  username: string,
  ClientMetadata?: Readonly<Record<string, string>>,
) => api.resendConfirmationCode({ ClientId: clientId, Username: username, ClientMetadata });

/** A user as administrators see one. */
export async function userNamed({ api, poolId }: App, username: string) {
  const { Username, UserStatus, Enabled, UserAttributes } = await api.adminGetUser({
    UserPoolId: poolId,
    Username: username,
  });
  return { username: Username, status: UserStatus, enabled: Enabled, attributes: byName(UserAttributes) };
}
