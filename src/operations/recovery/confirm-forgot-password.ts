import { sub as asSub } from "../../base/ids.ts";
import { concealsUsers } from "../../domain/client-settings.ts";
import { faults } from "../../domain/fault.ts";
import { requirePolicy } from "../../domain/password-policy.ts";
import type { Pool } from "../../domain/pool.ts";
import type { StoredPassword, User } from "../../domain/user.ts";
import { forgetWrongPasswords } from "../../flows/attempt.ts";
import { type CodeVerdict, codeRefusal, judgeCode } from "../../flows/codes.ts";
import { storedPassword } from "../../flows/passwords.ts";
import { requireClientWithPool, requireSamePool } from "../../flows/pools.ts";
import { isConcealed, standInVerdict } from "../../flows/recover.ts";
import { requireSecretHash } from "../../flows/secrets.ts";
import { requireNoTrigger } from "../../flows/trigger.ts";
import { findUser, saveUser } from "../../flows/users.ts";
import { findUserBySub } from "../../store/users.ts";
import { type OperationContext, operation } from "../operation.ts";

/** Sets a new password with the code of ForgotPassword or AdminResetUserPassword. */
export const ConfirmForgotPassword = operation("ConfirmForgotPassword", async (ctx, input) => {
  const found = await ctx.db.read(async (tx) => {
    const at = await requireClientWithPool(tx, input.ClientId);
    requireSecretHash(ctx, at.client, input.Username, input.SecretHash);
    return { ...at, user: await findUser(tx, at.pool, input.Username) };
  });
  const { pool, client, user } = found;
  requireNoTrigger(pool, "PostConfirmation");
  const policy = pool.settings.Policies.PasswordPolicy ?? {};
  requirePolicy(policy, input.Password, "Password does not conform to policy: ");
  const owner = user ?? { poolId: pool.id, sub: asSub(input.Username), username: input.Username };
  const password = await storedPassword(ctx, pool, owner, input.Password);
  const verdict =
    user && (user.enabled || !concealsUsers(client))
      ? await setPasswordByCode(ctx, pool, user, input.ConfirmationCode, password)
      : "nobody";
  if (verdict === "right") return {};
  if (verdict === "nobody" && !concealsUsers(client)) throw faults.userClientCombinationNotFound();
  // Who can't be sent a code was told of one all the same.
  const pretends = verdict === "nobody" || (verdict === "none" && isConcealed(found, user));
  throw codeRefusal(pretends ? await standInVerdict(ctx, { pool, user, username: input.Username }) : verdict);
});

function requireResettable(user: User): void {
  if (!user.enabled) throw faults.userDisabled();
  if (user.status === "UNCONFIRMED") throw faults.userNotConfirmed();
  if (user.status !== "CONFIRMED" && user.status !== "RESET_REQUIRED") throw faults.passwordNotResettable();
}

/** `nobody`: the user was deleted since. */
async function setPasswordByCode(
  ctx: OperationContext<"ConfirmForgotPassword">,
  pool: Pool,
  read: User,
  code: string,
  password: StoredPassword,
): Promise<CodeVerdict | "nobody"> {
  return ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    const user = await findUserBySub(tx, pool.id, read.sub);
    if (!user) return "nobody";
    requireResettable(user);
    const verdict = await judgeCode(tx, ctx, user, "recovery", code);
    if (verdict !== "right") return verdict;
    const now = ctx.clock.now();
    await saveUser(tx, { ...user, status: "CONFIRMED", password, passwordSetAt: now, updatedAt: now });
    await forgetWrongPasswords(tx, { pool, user, username: user.username });
    return verdict;
  });
}
