import assert from "node:assert/strict";
import type { VerifyUserAttributeCommandOutput } from "@aws-sdk/client-cognito-identity-provider";
import { type App, addUser, attributeList, byName, signIn, tokensOf } from "./arrange.ts";

type Attributes = Readonly<Record<string, string>>;

export const JANE = { email: "jane@example.com", email_verified: "true" };

export interface SignedIn {
  readonly username: string;
  readonly access: string;
}

/** A user who is signed in. */
export async function signedIn(app: App, attributes: Attributes = JANE): Promise<SignedIn> {
  const username = await addUser(app, { attributes });
  const { access } = await tokensOf(app, username);
  return { username, access };
}

export const signsIn = async (app: App, name: string): Promise<void> =>
  assert.ok((await signIn(app, name)).AuthenticationResult, `${name} signs in`);

/** All of a user's attributes. */
export const attributesOf = async ({ api, poolId }: App, username: string) =>
  byName((await api.adminGetUser({ UserPoolId: poolId, Username: username })).UserAttributes);

/** A user's e-mail address, and whether it is verified. */
export async function contactOf(app: App, username: string) {
  const { email, email_verified } = await attributesOf(app, username);
  return [email, email_verified];
}

/** Changes attributes as the user that an access token speaks for. */
export const update = (
  { api }: Pick<App, "api">,
  access: string,
  attributes: Attributes,
  ClientMetadata?: Attributes,
) =>
  api.updateUserAttributes({
    AccessToken: access,
    UserAttributes: attributeList(attributes),
    ClientMetadata,
  });

export const adminUpdate = (
  { api, poolId }: App,
  username: string,
  attributes: Attributes,
  ClientMetadata?: Attributes,
) =>
  api.adminUpdateUserAttributes({
    UserPoolId: poolId,
    Username: username,
    UserAttributes: attributeList(attributes),
    ClientMetadata,
  });

export const requestCode = ({ api }: Pick<App, "api">, access: string, attribute = "email") =>
  api.getUserAttributeVerificationCode({ AccessToken: access, AttributeName: attribute });

export const verify = (
  { api }: Pick<App, "api">,
  access: string,
  code: string,
  attribute = "email",
): Promise<VerifyUserAttributeCommandOutput> =>
  api.verifyUserAttribute({ AccessToken: access, AttributeName: attribute, Code: code });

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Text that no database can squeeze, the same in every run. */
export function noise(length: number, seed = 1): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return LETTERS[state % LETTERS.length];
  }).join("");
}
