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
import { findUser, requireUserBySub, saveUser } from "../../flows/users.ts";
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
  const pretend = () => standInVerdict(ctx, { pool, user, username: input.Username });
  if (!user?.enabled && concealsUsers(client)) throw codeRefusal(await pretend());
  if (!user) throw faults.userClientCombinationNotFound();
  requireResettable(user);
  const verdict = await setPasswordByCode(ctx, pool, user, input.ConfirmationCode, password);
  if (verdict === "right") return {};
  // Who can't be sent a code was told of one all the same.
  throw codeRefusal(verdict === "none" && isConcealed(found, user) ? await pretend() : verdict);
});

function requireResettable(user: User): void {
  if (!user.enabled) throw faults.userDisabled();
  if (user.status === "UNCONFIRMED") throw faults.userNotConfirmed();
  if (user.status !== "CONFIRMED" && user.status !== "RESET_REQUIRED") throw faults.passwordNotResettable();
}

async function setPasswordByCode(
  ctx: OperationContext<"ConfirmForgotPassword">,
  pool: Pool,
  read: User,
  code: string,
  password: StoredPassword,
): Promise<CodeVerdict> {
  return ctx.db.write(async (tx) => {
    await requireSamePool(tx, pool);
    const user = await requireUserBySub(tx, pool, read.sub);
    requireResettable(user);
    const verdict = await judgeCode(tx, ctx, user, "recovery", code);
    if (verdict !== "right") return verdict;
    const now = ctx.clock.now();
    await saveUser(tx, { ...user, status: "CONFIRMED", password, passwordSetAt: now, updatedAt: now });
    await forgetWrongPasswords(tx, { pool, user, username: user.username });
    return verdict;
  });
}
