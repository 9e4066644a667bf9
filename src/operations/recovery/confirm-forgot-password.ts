import { sub as asSub } from "../../base/ids.ts";
import { concealsUsers } from "../../domain/client-settings.ts";
import { faults } from "../../domain/fault.ts";
import { requirePolicy } from "../../domain/password-policy.ts";
import type { Pool } from "../../domain/pool.ts";
import { reportedByApp } from "../../domain/risk/reported.ts";
import type { User } from "../../domain/user.ts";
import { forgetWrongPasswords } from "../../flows/attempt.ts";
import { watched } from "../../flows/auth-events.ts";
import { type CodeVerdict, codeRefusal, judgeCode } from "../../flows/codes.ts";
import { countCall } from "../../flows/limits.ts";
import { findNamedUser, type NamedUser } from "../../flows/named-user.ts";
import {
  type AdmittedPassword,
  compareWithEarlier,
  recordAdmitted,
  whilePasswordsStay,
} from "../../flows/password-history.ts";
import { storedPassword } from "../../flows/passwords.ts";
import { requireSamePool } from "../../flows/pools.ts";
import { postConfirmation } from "../../flows/post-confirmation.ts";
import { isConcealed } from "../../flows/recover.ts";
import { requireSafePassword } from "../../flows/risk.ts";
import { standInVerdict } from "../../flows/stand-in-code.ts";
import { saveUser } from "../../flows/users.ts";
import { findUserBySub } from "../../store/users.ts";
import { type Input, type OperationContext, operation } from "../operation.ts";

type Ctx = OperationContext<"ConfirmForgotPassword">;

/** Sets a new password with the code of ForgotPassword or AdminResetUserPassword. */
export const ConfirmForgotPassword = operation("ConfirmForgotPassword", async (ctx, input) => {
  const found = await findNamedUser(ctx, input);
  const { pool, client } = found;
  requirePolicy(pool, input.Password, "new");
  await requireSafePassword(ctx, found, "PASSWORD_CHANGE", input.Password);
  const { origin } = ctx.caller;
  const reported = reportedByApp(origin, client, input.UserContextData);
  const after = await watched(ctx, { ...found, origin: reported, type: "ForgotPassword" }, () =>
    resetByCode(ctx, found, input),
  );
  await postConfirmation(ctx, {
    pool,
    user: after,
    source: "PostConfirmation_ConfirmForgotPassword",
    clientId: client.id,
    clientMetadata: input.ClientMetadata,
    userAgent: origin.userAgent,
  });
  return {};
});

/** Gives the user with the new password; throws where the code is not to be used. */
async function resetByCode(ctx: Ctx, found: NamedUser, input: Input<"ConfirmForgotPassword">): Promise<User> {
  const { pool, client, user } = found;
  const owner = user ?? { poolId: pool.id, sub: asSub(input.Username), username: input.Username };
  const stored = await storedPassword(ctx, pool, owner, input.Password);
  const judged =
    user && (user.enabled || !concealsUsers(client))
      ? await whilePasswordsStay(async (tried) => {
          // Whether it was used before is for the holder of the code to know, so it is asked once the code proved right.
          const earlier = tried === 1 ? [] : await requireUnused(ctx, pool, user, input.Password);
          return setPasswordByCode(ctx, pool, user, input.ConfirmationCode, { stored, earlier });
        })
      : "nobody";
  if (typeof judged === "string") {
    if (judged === "nobody" && !concealsUsers(client)) throw faults.userClientCombinationNotFound();
    // Who can't be sent a code was told of one all the same.
    const pretends = judged === "nobody" || (judged === "none" && isConcealed(found, user));
    const subject = { pool, user, username: input.Username };
    throw codeRefusal(pretends ? await standInVerdict(ctx, subject, "recovery") : judged);
  }
  return judged;
}

function requireResettable(user: User): void {
  if (!user.enabled) throw faults.userDisabled();
  if (user.status === "UNCONFIRMED") throw faults.userNotConfirmed();
  if (user.status !== "CONFIRMED" && user.status !== "RESET_REQUIRED") throw faults.passwordNotResettable();
}

/** Refuses a password that was used too recently, and gives those that it was compared with. */
async function requireUnused(ctx: Ctx, pool: Pool, user: User, password: string) {
  const { isUsed, earlier } = await compareWithEarlier(ctx, pool, user, password);
  if (!isUsed) return earlier;
  // Counted, since the code stays good: passwords that the user may have elsewhere are not to be tried out with it.
  const subject = { pool, user, username: user.username };
  await ctx.db.write((tx) => countCall(tx, subject, "ForgotPassword", ctx.clock.now()));
  throw faults.passwordUsedBefore();
}

/**
 * Gives the user as stored; `nobody`: deleted since. The code stays good where the password is still to be compared
 * with others.
 */
async function setPasswordByCode(
  ctx: Ctx,
  pool: Pool,
  read: User,
  code: string,
  admitted: AdmittedPassword,
): Promise<User | Exclude<CodeVerdict, "right"> | "nobody"> {
  return ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    const user = await findUserBySub(tx, pool.id, read.sub);
    if (!user) return "nobody";
    requireResettable(user);
    const verdict = await judgeCode(tx, ctx, user, "recovery", code);
    if (verdict !== "right") return verdict;
    const now = ctx.clock.now();
    const after: User = {
      ...user,
      status: "CONFIRMED",
      password: admitted.stored,
      passwordSetAt: now,
      updatedAt: now,
    };
    await saveUser(tx, after);
    await recordAdmitted(tx, pool, user, admitted);
    await forgetWrongPasswords(tx, { pool, user, username: user.username });
    return after;
  });
}
