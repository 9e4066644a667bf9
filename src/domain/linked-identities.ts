import type { Sub, UserPoolId } from "../base/ids.ts";
import type { JsonObject } from "../base/json.ts";
import { type IdentityProvider, isSocial } from "./identity-provider.ts";
import type { User, UserAttributes } from "./user.ts";

/** That whoever a provider knows under a value is a user of the pool. */
export interface LinkedIdentity {
  readonly poolId: UserPoolId;
  readonly provider: string;
  /** `SUBJECT`, or the attribute of the pool that the claim with the value is mapped to. */
  readonly attribute: string;
  /** The form under which the value is looked up. */
  readonly valueKey: string;
  readonly sub: Sub;
  readonly createdAt: number;
}

/** The attribute that stands for a provider's own id of a user: `sub`, `id`, `user_id` or NameID. */
export const SUBJECT = "Cognito_Subject";

export const MOST_LINKED_IDENTITIES = 5;
export const MOST_SOURCE_ATTRIBUTES = 5;
/** As long as an attribute may be. */
export const LONGEST_SOURCE_VALUE = 2048;

/** The attributes that a provider's users can be recognised by. */
export const sourceAttributesOf = ({ type, attributeMapping }: IdentityProvider): string[] =>
  isSocial(type) ? [SUBJECT] : [SUBJECT, ...Object.keys(attributeMapping)];

/** The name of the profile that a provider's user has who is not linked to another one. */
export const profileName = (provider: string, subject: string): string => `${provider}_${subject}`;

/** One entry of the attribute `identities`, which holds them all as a JSON text. */
export interface IdentityEntry {
  readonly userId: string;
  readonly providerName: string;
  readonly providerType: string;
  /** A SAML provider's entity id. */
  readonly issuer: string | null;
  /** Whether the profile was made for this identity, rather than linked to it. */
  readonly primary: boolean;
  /** Epoch milliseconds. */
  readonly dateCreated: number;
}

const entriesIn = (text: string | undefined): IdentityEntry[] =>
  text === undefined ? [] : (JSON.parse(text) as IdentityEntry[]);

export const identityEntries = ({ attributes }: Pick<User, "attributes">): IdentityEntry[] =>
  entriesIn(attributes["identities"]);

/** A user's attributes with these identities, without the attribute where there are none. */
export function withIdentities(
  { attributes }: Pick<User, "attributes">,
  entries: readonly IdentityEntry[],
): UserAttributes {
  const { identities: _, ...others } = attributes;
  return entries.length === 0 ? others : { ...others, identities: JSON.stringify(entries) };
}

/** The claim of an ID token, where all values are texts. */
export const identitiesClaim = (text: string): JsonObject[] =>
  entriesIn(text).map(({ primary, dateCreated, ...entry }) => ({
    ...entry,
    primary: String(primary),
    dateCreated: String(dateCreated),
  }));
