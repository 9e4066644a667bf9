import type { JsonObject } from "../../base/json.ts";
import type { AppClient } from "../app-client.ts";
import { mayRead } from "../attribute-permissions.ts";
import { identitiesClaim } from "../linked-identities.ts";
import type { User } from "../user.ts";
import type { TokenGroups } from "./groups.ts";

/** The one scope of tokens that the API itself issues. */
export const API_SCOPE = "aws.cognito.signin.user.admin";

/** What the two tokens of one sign-in tell about it. Times are epoch seconds. */
export interface TokenFacts {
  readonly issuer: string;
  readonly client: AppClient;
  readonly user: User;
  /** `origin_jti`: the same in every token of a sign-in. */
  readonly grantId: string;
  readonly eventId: string;
  readonly scopes: readonly string[];
  readonly groups: TokenGroups;
  readonly authTime: number;
  readonly issuedAt: number;
}

interface OneToken {
  readonly tokenId: string;
  readonly expiresAt: number;
}

/** `jti` and `origin_jti` exist only where tokens can be revoked. */
const revocable = (facts: TokenFacts, claims: JsonObject): JsonObject =>
  facts.client.settings.EnableTokenRevocation ? claims : {};

/** A list that says nothing is left out. */
const listed = (claim: string, values: readonly string[]): JsonObject =>
  values.length > 0 ? { [claim]: [...values] } : {};

/** The claims of an access token, in the service's order. */
export const accessTokenClaims = (facts: TokenFacts, token: OneToken): JsonObject => ({
  sub: facts.user.sub,
  ...listed("cognito:groups", facts.groups.names),
  iss: facts.issuer,
  client_id: facts.client.id,
  ...revocable(facts, { origin_jti: facts.grantId }),
  event_id: facts.eventId,
  token_use: "access",
  scope: facts.scopes.join(" "),
  auth_time: facts.authTime,
  exp: token.expiresAt,
  iat: facts.issuedAt,
  ...revocable(facts, { jti: token.tokenId }),
  username: facts.user.username,
});

/** The claims of an ID token: the sign-in's, and the attributes that the client may read. */
export const idTokenClaims = (facts: TokenFacts, token: OneToken): JsonObject => ({
  sub: facts.user.sub,
  ...listed("cognito:groups", facts.groups.names),
  ...(facts.groups.preferredRole !== null && { "cognito:preferred_role": facts.groups.preferredRole }),
  iss: facts.issuer,
  "cognito:username": facts.user.username,
  ...revocable(facts, { origin_jti: facts.grantId }),
  ...listed("cognito:roles", facts.groups.roles),
  aud: facts.client.id,
  event_id: facts.eventId,
  token_use: "id",
  auth_time: facts.authTime,
  exp: token.expiresAt,
  iat: facts.issuedAt,
  ...revocable(facts, { jti: token.tokenId }),
  ...attributeClaims(facts),
});

type ClaimOf = (value: string) => JsonObject[string];

/** Attributes whose claim is not a string (OpenID Connect Core, section 5.1). */
const TYPED_CLAIMS: Readonly<Record<string, ClaimOf>> = {
  email_verified: (value) => value === "true",
  phone_number_verified: (value) => value === "true",
  updated_at: (value) => Number(value),
  address: (value) => ({ formatted: value }),
  identities: identitiesClaim,
};

function attributeClaims({ user, client }: TokenFacts): JsonObject {
  const claims: JsonObject = {};
  for (const [name, value] of Object.entries(user.attributes)) {
    if (!mayRead(client, name)) continue;
    claims[name] = (Object.hasOwn(TYPED_CLAIMS, name) ? TYPED_CLAIMS[name] : undefined)?.(value) ?? value;
  }
  return claims;
}
