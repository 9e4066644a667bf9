import { faults } from "../../domain/fault.ts";
import { generatePassword, requirePolicy } from "../../domain/password-policy.ts";
import type { Pool } from "../../domain/pool.ts";
import type { User } from "../../domain/user.ts";
import { forgetWrongPasswords } from "../../flows/attempt.ts";
import { postMessage } from "../../flows/deliver.ts";
import { composeInvitations, invitationContacts } from "../../flows/invite.ts";
import { recordPresent } from "../../flows/password-history.ts";
import { storedPassword } from "../../flows/passwords.ts";
import { requireSamePool } from "../../flows/pools.ts";
import { requireUser, requireUserBySub, saveUser } from "../../flows/users.ts";
import { dropCode } from "../../store/codes.ts";
import type { Input, OperationContext } from "../operation.ts";

/** Invites a user again who has never signed in, with another temporary password and a new term for it. */
export async function resendInvitation(
  ctx: OperationContext<"AdminCreateUser">,
  pool: Pool,
  input: Input<"AdminCreateUser">,
): Promise<User> {
  const { userAgent } = ctx.caller.origin;
  const read = await ctx.db.read((tx) => requireUser(tx, pool, input.Username));
  requireInvited(read, input.Username);
  const contacts = invitationContacts(input.DesiredDeliveryMediums, read.attributes);
  const password = input.TemporaryPassword ?? generatePassword(pool, ctx.random);
  requirePolicy(pool, password, "temporary");

  const stored = await storedPassword(ctx, pool, read, password);
  const { ClientMetadata: clientMetadata } = input;
  const invitation = { pool, user: read, password, contacts, clientMetadata, userAgent };
  const letters = await composeInvitations(ctx, invitation);

  const invited = await ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    const user = await requireUserBySub(tx, pool, read.sub);
    requireInvited(user, input.Username);
    const now = ctx.clock.now();
    const after: User = { ...user, password: stored, passwordSetAt: now, updatedAt: now };
    // Code before user, in the order in which resets lock them.
    await dropCode(tx, pool.id, user.sub, "recovery");
    await saveUser(tx, after);
    await recordPresent(tx, pool, after);
    await forgetWrongPasswords(tx, { pool, user, username: user.username });
    for (const letter of letters) await postMessage(tx, ctx, letter);
    return after;
  });
  if (letters.length > 0) ctx.outbox.ring();
  return invited;
}

function requireInvited({ status }: User, name: string): void {
  if (status !== "FORCE_CHANGE_PASSWORD") throw faults.resendNotPossible(name);
}
