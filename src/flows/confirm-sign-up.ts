import { withVerified } from "../domain/attribute-update.ts";
import { concealsUsers } from "../domain/client-settings.ts";
import { contactNamed } from "../domain/contacts.ts";
import { Fault, faults } from "../domain/fault.ts";
import { requireUnconfirmed } from "../domain/sign-up.ts";
import type { User } from "../domain/user.ts";
import { findCode } from "../store/codes.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserBySub } from "../store/users.ts";
import { recordConfirmed } from "./auth-events.ts";
import { type CodeVerdict, codeRefusal, isLastCode, judgeCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { countCall } from "./limits.ts";
import { saveUserWithNames } from "./names.ts";
import { type PoolAndClient, requireSamePool } from "./pools.ts";
import { postConfirmation } from "./post-confirmation.ts";
import { standInVerdict } from "./stand-in-code.ts";

export interface SignUpConfirmation extends PoolAndClient {
  /** Undefined where nobody has the name. */
  readonly user: User | undefined;
  /** The name as it was given. */
  readonly username: string;
  readonly code: string;
  /** Whether an alias that another user holds is taken over; else it is refused. */
  readonly takeAliases: boolean;
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
  readonly userAgent: string;
}

/** Confirms a user by the code of the sign-up, and with that the contact the code went to. */
export async function confirmSignUp(ctx: Context, confirmation: SignUpConfirmation): Promise<void> {
  await announce(ctx, confirmation, await confirm(ctx, confirmation));
}

/** What became of a link that was to confirm a user. */
export type LinkOutcome =
  | "confirmed"
  | "confirmedBefore"
  /** Another user has the address, which is an alias, and confirmed it first. */
  | "addressTaken"
  | "refused";

/** The same by the link of a mail. Whoever holds the code is told as well that the user was confirmed before. */
export async function confirmByLink(ctx: Context, confirmation: SignUpConfirmation): Promise<LinkOutcome> {
  const confirmed = await orFault(confirm(ctx, confirmation));
  if (!(confirmed instanceof Fault)) {
    // A failure is in the log, and nothing that the user could mend.
    await orFault(announce(ctx, confirmation, confirmed));
    return "confirmed";
  }
  if (confirmed.name === "AliasExistsException") return "addressTaken";
  return (await orFault(isHeldAfterwards(ctx, confirmation))) === true ? "confirmedBefore" : "refused";
}

const orFault = <T>(work: Promise<T>): Promise<T | Fault> =>
  work.catch((error: unknown) => {
    if (error instanceof Fault) return error;
    throw error;
  });

const announce = (
  ctx: Context,
  { pool, client, clientMetadata, userAgent }: SignUpConfirmation,
  user: User,
): Promise<void> =>
  postConfirmation(ctx, {
    pool,
    user,
    source: "PostConfirmation_ConfirmSignUp",
    clientId: client.id,
    clientMetadata,
    userAgent,
  });

async function confirm(ctx: Context, confirmation: SignUpConfirmation): Promise<User> {
  const { pool, client, user, username } = confirmation;
  const judged =
    user && (user.enabled || !concealsUsers(client))
      ? await confirmByCode(ctx, confirmation, user)
      : "nobody";
  if (judged === "nobody") {
    if (!concealsUsers(client)) throw faults.userClientCombinationNotFound();
    throw codeRefusal(await standInVerdict(ctx, { pool, user, username }, "signUp"));
  }
  if (typeof judged === "string") throw codeRefusal(judged);
  await recordConfirmed(ctx, pool, judged);
  return judged;
}

/** Whether the code is the last that was sent to a user who is confirmed by now. Guesses are bounded as ever. */
const isHeldAfterwards = (
  ctx: Context,
  { pool, code, ...confirmation }: SignUpConfirmation,
): Promise<boolean> =>
  ctx.db.write(async (tx) => {
    const user = confirmation.user && (await findUserBySub(tx, pool.id, confirmation.user.sub));
    if (!user || user.status === "UNCONFIRMED") return false;
    await countCall(tx, { pool, user, username: confirmation.username }, "ConfirmSignUp", ctx.clock.now());
    return isLastCode(tx, ctx, user, "signUp", code);
  });

/** Gives the user as confirmed; `nobody`: deleted since. An alias that is taken leaves the code as good as it was. */
function confirmByCode(
  ctx: Context,
  { pool, code, takeAliases, username }: SignUpConfirmation,
  read: User,
): Promise<User | Exclude<CodeVerdict, "right"> | "nobody"> {
  return ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    // Counted first, which keeps others waiting: they find the user confirmed, and what refuses them counts nothing.
    await countCall(tx, { pool, user: read, username }, "ConfirmSignUp", ctx.clock.now());
    const user = await findUserBySub(tx, pool.id, read.sub);
    if (!user) return "nobody";
    if (!user.enabled) throw faults.userDisabled();
    requireUnconfirmed(user);
    const verdict = await judgeCode(tx, ctx, user, "signUp", code);
    if (verdict !== "right") return verdict;
    const confirmed = { ...asConfirmed(ctx, user), attributes: await proven(tx, user) };
    await saveUserWithNames(tx, ctx.clock, pool, confirmed, { takeAliases });
    return confirmed;
  });
}

/** A user's attributes after the code of the sign-up came back: what it went to is verified, if it is still there. */
async function proven(tx: WriteTx, user: User): Promise<User["attributes"]> {
  const sent = await findCode(tx, user.poolId, user.sub, "signUp");
  if (!sent || user.attributes[sent.attribute] !== sent.destination) return user.attributes;
  return withVerified(user, contactNamed(sent.attribute), sent.destination);
}

export const asConfirmed = ({ clock }: Pick<Context, "clock">, user: User): User => ({
  ...user,
  status: "CONFIRMED",
  updatedAt: clock.now(),
});
