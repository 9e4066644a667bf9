import { isStorable } from "../base/text.ts";
import { faults } from "../domain/fault.ts";
import { NATIVE_PROVIDER } from "../domain/identity-provider.ts";
import { profileName, SUBJECT } from "../domain/linked-identities.ts";
import type { Pool } from "../domain/pool.ts";
import { nameKey } from "../domain/sign-in-names.ts";
import type { User } from "../domain/user.ts";
import type { ProviderUserIdentifierType } from "../model/types.gen.ts";
import type { ReadTx } from "../store/db.ts";
import { findLinkedIdentity } from "../store/linked-identities.ts";
import { findUserBySub } from "../store/users.ts";
import { findUser } from "./users.ts";

/** Whom a request means: a value of an attribute at a provider. */
export interface GivenIdentity {
  readonly provider: string;
  readonly attribute: string | undefined;
  readonly value: string;
}

/** `member` is the request's, for refusals. */
export function givenIdentity(
  member: string,
  { ProviderName, ProviderAttributeName, ProviderAttributeValue }: ProviderUserIdentifierType,
): GivenIdentity {
  if (!ProviderName) throw faults.memberNull(`${member}.providerName`);
  if (!ProviderAttributeValue) throw faults.memberNull(`${member}.providerAttributeValue`);
  return { provider: ProviderName, attribute: ProviderAttributeName, value: ProviderAttributeValue };
}

export const isNative = ({ provider }: GivenIdentity): boolean => provider === NATIVE_PROVIDER;

/** How a link to a value is looked up: as names are, folded where the pool ignores case. */
export const linkKey = (pool: Pool, provider: string, attribute: string, value: string) => ({
  provider,
  attribute,
  valueKey: nameKey(pool, value),
});

/** The user whom a provider's own id of somebody means: the profile that was made of it, else the one it is linked to. */
export async function findFederatedUser(
  tx: ReadTx,
  pool: Pool,
  provider: string,
  subject: string,
): Promise<User | undefined> {
  const profile = await findProfile(tx, pool, provider, subject);
  if (profile || !isStorable(subject)) return profile;
  const linked = await findLinkedIdentity(tx, pool.id, linkKey(pool, provider, SUBJECT, subject));
  return linked && findUserBySub(tx, pool.id, linked.sub);
}

/** The profile that was made of an identity when somebody signed in with it. */
export async function findProfile(
  tx: ReadTx,
  pool: Pool,
  provider: string,
  subject: string,
): Promise<User | undefined> {
  const name = profileName(provider, subject);
  const user = await findUser(tx, pool, name);
  return user && nameKey(pool, user.username) === nameKey(pool, name) ? user : undefined;
}
