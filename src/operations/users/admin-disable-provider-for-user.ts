import { isStorable } from "../../base/text.ts";
import { faults } from "../../domain/fault.ts";
import { identityEntries, SUBJECT, withIdentities } from "../../domain/linked-identities.ts";
import type { Pool } from "../../domain/pool.ts";
import { nameKey } from "../../domain/sign-in-names.ts";
import { requireProvider } from "../../flows/identity-providers.ts";
import { type GivenIdentity, givenIdentity, isNative, linkKey } from "../../flows/linked-identities.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser, requireUserBySub, saveUser } from "../../flows/users.ts";
import { dropCode } from "../../store/codes.ts";
import type { WriteTx } from "../../store/db.ts";
import { findLinkedIdentity, removeLinkedIdentity } from "../../store/linked-identities.ts";
import { operation } from "../operation.ts";

/** Ends a user's sign-in by password, or takes a link away so that its identity is nobody's again. */
export const AdminDisableProviderForUser = operation("AdminDisableProviderForUser", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const given = givenIdentity("user", input.User);
    const now = ctx.clock.now();
    if (isNative(given)) await endPassword(tx, pool, given, now);
    else await unlink(tx, pool, given, now);
    return {};
  }),
);

/** Without a password, and in a state in which no code gives another one. */
async function endPassword(tx: WriteTx, pool: Pool, { value }: GivenIdentity, now: number): Promise<void> {
  const user = await requireUser(tx, pool, value);
  await dropCode(tx, pool.id, user.sub, "recovery");
  await saveUser(tx, {
    ...user,
    status: "EXTERNAL_PROVIDER",
    password: null,
    passwordSetAt: null,
    updatedAt: now,
  });
}

async function unlink(tx: WriteTx, pool: Pool, given: GivenIdentity, now: number): Promise<void> {
  const { name } = await requireProvider(tx, pool.id, given.provider);
  const { attribute = SUBJECT, value } = given;
  const isText = isStorable(attribute) && isStorable(value);
  const linked = isText && (await findLinkedIdentity(tx, pool.id, linkKey(pool, name, attribute, value)));
  if (!linked) throw faults.userNotFound();

  const user = await requireUserBySub(tx, pool, linked.sub);
  await removeLinkedIdentity(tx, linked);
  const isIt = (userId: string, provider: string): boolean =>
    provider === name && nameKey(pool, userId) === linked.valueKey;
  const others = identityEntries(user).filter(
    ({ primary, userId, providerName }) => primary || !isIt(userId, providerName),
  );
  await saveUser(tx, { ...user, attributes: withIdentities(user, others), updatedAt: now });
}
