import { withVerified } from "../domain/attribute-update.ts";
import type { TokenCaller } from "../domain/caller.ts";
import { verificationOf } from "../domain/codes.ts";
import { contactOf, destinationAt } from "../domain/contacts.ts";
import { faults } from "../domain/fault.ts";
import type { ContactAttribute, Destination } from "../domain/recovery.ts";
import type { User } from "../domain/user.ts";
import { dropCodesElsewhere, findCode } from "../store/codes.ts";
import type { ReadTx } from "../store/db.ts";
import { type CodeVerdict, judgeCode } from "./codes.ts";
import type { Context } from "./context.ts";
import { countCall } from "./limits.ts";
import { saveUserWithNames } from "./names.ts";
import { sendCode } from "./send-code.ts";
import { requireSignedInUser } from "./signed-in-user.ts";

/** Sends a signed-in user a code for a contact, new or verified already; gives where it went. */
export async function sendVerificationCode(
  ctx: Context,
  { pool, client, user, origin }: TokenCaller,
  attribute: ContactAttribute,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<Destination> {
  await ctx.db.read((tx) => addressToVerify(tx, ctx, user, attribute));
  await countVerification(ctx, { pool, user }, "GetUserAttributeVerificationCode");
  const to = await sendCode(ctx, {
    pool,
    user,
    purpose: verificationOf(attribute),
    kind: "verifyUserAttribute",
    destinationOf: (_pool, now, tx) => addressToVerify(tx, ctx, now, attribute),
    clientId: client.id,
    clientMetadata,
    userAgent: origin.userAgent,
  });
  if (!to) throw faults.userNotFound();
  return to;
}

/** The address that waits for a code to become the user's; where none does, the one the user has. */
async function addressToVerify(
  tx: ReadTx,
  { clock }: Pick<Context, "clock">,
  user: User,
  attribute: ContactAttribute,
): Promise<Destination> {
  const code = await findCode(tx, user.poolId, user.sub, verificationOf(attribute));
  const waits = code !== undefined && code.consumedAt === null && code.expiresAt > clock.now();
  return waits ? destinationAt(attribute, code.destination) : contactOf(user, attribute);
}

/** Takes a code for a contact: the right one makes the address that it went to the user's own, and verified. */
export async function verifyAttribute(
  ctx: Pick<Context, "db" | "clock" | "vault">,
  caller: Pick<TokenCaller, "pool" | "user">,
  attribute: ContactAttribute,
  given: string,
): Promise<CodeVerdict> {
  await countVerification(ctx, caller, "VerifyUserAttribute");
  return ctx.db.write(async (tx) => {
    const { pool, user } = await requireSignedInUser(tx, caller);
    const purpose = verificationOf(attribute);
    const verdict = await judgeCode(tx, ctx, user, purpose, given);
    if (verdict !== "right") return verdict;
    const code = await findCode(tx, pool.id, user.sub, purpose);
    if (!code) throw new Error(`the code that user ${user.sub} answered is gone`);
    await dropCodesElsewhere(tx, pool.id, user.sub, attribute, code.destination);
    const attributes = withVerified(user, attribute, code.destination);
    const verified = { ...user, attributes, updatedAt: ctx.clock.now() };
    await saveUserWithNames(tx, ctx.clock, pool, verified, { takeAliases: false });
    return verdict;
  });
}

/** In a transaction of its own: the call counts whatever comes of it. */
const countVerification = (
  { db, clock }: Pick<Context, "db" | "clock">,
  { pool, user }: Pick<TokenCaller, "pool" | "user">,
  call: "GetUserAttributeVerificationCode" | "VerifyUserAttribute",
): Promise<void> =>
  db.write((tx) => countCall(tx, { pool, user, username: user.username }, call, clock.now()));
