import { temporaryPasswordExpiry } from "../../domain/auth/standing.ts";
import { faults } from "../../domain/fault.ts";
import { requirePolicy } from "../../domain/password-policy.ts";
import type { Pool } from "../../domain/pool.ts";
import type { User } from "../../domain/user.ts";
import { admitRightPassword, requireNotLockedOut, type Subject, wrongPassword } from "../../flows/attempt.ts";
import { watched } from "../../flows/auth-events.ts";
import { countCall } from "../../flows/limits.ts";
import {
  type AdmittedPassword,
  admitPassword,
  recordAdmitted,
  requireSamePassword,
  whilePasswordsStay,
} from "../../flows/password-history.ts";
import { isPasswordOf } from "../../flows/passwords.ts";
import { requireSafePassword } from "../../flows/risk.ts";
import { requireSignedInUser } from "../../flows/signed-in-user.ts";
import { requireUserBySub, saveUser } from "../../flows/users.ts";
import { dropCode } from "../../store/codes.ts";
import type { WriteTx } from "../../store/db.ts";
import { type OperationContext, operation } from "../operation.ts";

type Ctx = OperationContext<"ChangePassword">;

/** Exchanges the signed-in user's password, for who knows it; every token stays good. */
export const ChangePassword = operation("ChangePassword", async (ctx, input) => {
  const { pool, user } = ctx.caller;
  requirePolicy(pool, input.ProposedPassword, "new");
  if (input.PreviousPassword === undefined && !isPasswordless(user)) throw faults.previousPasswordMissing();
  await countTry(ctx, subjectOf(pool, user));

  const password = input.ProposedPassword;
  await watched(ctx, { ...ctx.caller, type: "PasswordChange", password }, () =>
    whilePasswordsStay(async () => {
      const read = await ctx.db.read((tx) => requireUserBySub(tx, pool, user.sub));
      await requirePassword(ctx, read, input.PreviousPassword);
      await requireSafePassword(ctx, ctx.caller, "PASSWORD_CHANGE", password);
      const admitted = await admitPassword(ctx, pool, read, password);
      await ctx.db.write((tx) => exchange(tx, ctx, read, admitted));
    }),
  );
  return {};
});

const subjectOf = (pool: Pool, user: User): Subject => ({ pool, user, username: user.username });

/** Whether the user signs in without a password; whoever signs in elsewhere has none here to begin with. */
const isPasswordless = ({ password, status }: User): boolean => password === null && status === "CONFIRMED";

/** Counts a guess before it is judged, so that guesses side by side gain nothing. */
async function countTry({ db, clock }: Ctx, subject: Subject): Promise<void> {
  const now = clock.now();
  await db.write(async (tx) => {
    await requireNotLockedOut(tx, subject, now);
    await countCall(tx, subject, "ChangePassword", now);
  });
}

async function requirePassword(ctx: Ctx, user: User, previous: string | undefined): Promise<void> {
  if (previous === undefined && isPasswordless(user)) return;
  const { pool } = ctx.caller;
  const right = await isPasswordOf(ctx, pool, user, user.username, previous ?? "");
  if (!right) throw await wrongPassword(ctx, subjectOf(pool, user));
  const expiry = temporaryPasswordExpiry(pool, user);
  if (expiry !== null && expiry <= ctx.clock.now()) throw faults.temporaryPasswordExpired();
}

async function exchange(
  tx: WriteTx,
  { caller, clock }: Ctx,
  read: User,
  admitted: AdmittedPassword,
): Promise<void> {
  const { pool, user } = await requireSignedInUser(tx, caller);
  requireSamePassword(read, user);
  const now = clock.now();
  // Code before user, in the order in which resets lock them.
  await dropCode(tx, pool.id, user.sub, "recovery");
  await saveUser(tx, {
    ...user,
    status: "CONFIRMED",
    password: admitted.stored,
    passwordSetAt: now,
    updatedAt: now,
  });
  await recordAdmitted(tx, caller.pool, user, admitted);
  await admitRightPassword(tx, subjectOf(pool, user), now);
}
