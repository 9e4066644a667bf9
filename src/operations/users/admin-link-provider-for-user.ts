import { isStorable } from "../../base/text.ts";
import { faults } from "../../domain/fault.ts";
import type { IdentityProvider } from "../../domain/identity-provider.ts";
import {
  identityEntries,
  LONGEST_SOURCE_VALUE,
  MOST_LINKED_IDENTITIES,
  MOST_SOURCE_ATTRIBUTES,
  SUBJECT,
  sourceAttributesOf,
  withIdentities,
} from "../../domain/linked-identities.ts";
import type { Pool } from "../../domain/pool.ts";
import type { User } from "../../domain/user.ts";
import { requireProvider } from "../../flows/identity-providers.ts";
import {
  findFederatedUser,
  findProfile,
  type GivenIdentity,
  givenIdentity,
  isNative,
  linkKey,
} from "../../flows/linked-identities.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser, saveUser } from "../../flows/users.ts";
import type { ReadTx, WriteTx } from "../../store/db.ts";
import {
  findLinkedIdentity,
  insertLinkedIdentity,
  linkedIdentitiesOf,
  sourceAttributesInUse,
} from "../../store/linked-identities.ts";
import { operation } from "../operation.ts";

/** Makes somebody whom a provider knows, and who never signed in with it, a user of the pool who is there. */
export const AdminLinkProviderForUser = operation("AdminLinkProviderForUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const destination = givenIdentity("destinationUser", input.DestinationUser);
    const source = givenIdentity("sourceUser", input.SourceUser);
    if (isNative(source)) throw faults.sourceUserNative();
    const provider = await requireProvider(tx, pool.id, source.provider);
    const attribute = sourceAttribute(provider, source);
    const user = await destinationUser(tx, pool, destination);
    await requireNoProfile(tx, pool, attribute, source);

    const now = ctx.clock.now();
    const link = linkKey(pool, provider.name, attribute, source.value);
    const linked = await findLinkedIdentity(tx, pool.id, link);
    if (linked) throw linked.sub === user.sub ? faults.sourceAlreadyLinked() : faults.sourceLinkedElsewhere();
    await requireRoom(tx, pool, user, provider, attribute);

    // Before the user's row is written, so that of two who link the same one loses.
    if (!(await insertLinkedIdentity(tx, { poolId: pool.id, ...link, sub: user.sub, createdAt: now }))) {
      throw faults.sourceLinkedElsewhere();
    }
    const entry = {
      userId: source.value,
      providerName: provider.name,
      providerType: provider.type,
      issuer: provider.saml?.entityId ?? null,
      primary: false,
      dateCreated: now,
    };
    const attributes = withIdentities(user, [...identityEntries(user), entry]);
    await saveUser(tx, { ...user, attributes, updatedAt: now });
    return {};
  }),
);

/** What the provider's user is recognised by; refuses what the provider's users have not. */
function sourceAttribute(provider: IdentityProvider, { attribute, value }: GivenIdentity): string {
  if (!attribute) throw faults.memberNull("sourceUser.providerAttributeName");
  if (!sourceAttributesOf(provider).includes(attribute) || !isStorable(value)) {
    throw faults.sourceAttributeInvalid(attribute, provider.name);
  }
  if ([...value].length > LONGEST_SOURCE_VALUE) {
    throw faults.memberTooLong("sourceUser.providerAttributeValue", LONGEST_SOURCE_VALUE);
  }
  return attribute;
}

async function destinationUser(tx: ReadTx, pool: Pool, destination: GivenIdentity): Promise<User> {
  if (isNative(destination)) return requireUser(tx, pool, destination.value);
  const { name } = await requireProvider(tx, pool.id, destination.provider);
  const user = await findFederatedUser(tx, pool, name, destination.value);
  if (!user) throw faults.userNotFound();
  return user;
}

async function requireNoProfile(
  tx: ReadTx,
  pool: Pool,
  attribute: string,
  { provider, value }: GivenIdentity,
): Promise<void> {
  if (attribute === SUBJECT && (await findProfile(tx, pool, provider, value))) {
    throw faults.sourceHasProfile();
  }
}

/** Refuses one link too many of the user, and one attribute too many by which the provider's users are linked. */
async function requireRoom(
  tx: WriteTx,
  pool: Pool,
  user: User,
  provider: IdentityProvider,
  attribute: string,
): Promise<void> {
  if ((await linkedIdentitiesOf(tx, pool.id, user.sub)).length >= MOST_LINKED_IDENTITIES) {
    throw faults.tooManyIdentities(MOST_LINKED_IDENTITIES);
  }
  const used = await sourceAttributesInUse(tx, pool.id, provider.name, MOST_SOURCE_ATTRIBUTES);
  if (used.length === MOST_SOURCE_ATTRIBUTES && !used.includes(attribute)) {
    throw faults.tooManySourceAttributes(MOST_SOURCE_ATTRIBUTES);
  }
}
