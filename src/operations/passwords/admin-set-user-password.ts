import { requirePolicy } from "../../domain/password-policy.ts";
import { forgetWrongPasswords } from "../../flows/attempt.ts";
import { admitPassword, recordAdmitted, whilePasswordsStay } from "../../flows/password-history.ts";
import { requireSamePool } from "../../flows/pools.ts";
import { requirePoolAndUser, requireUserBySub, saveUser } from "../../flows/users.ts";
import { dropCode } from "../../store/codes.ts";
import { operation } from "../operation.ts";

/** Gives a user a password: their own, or a temporary one to be replaced at the next sign-in. */
export const AdminSetUserPassword = operation("AdminSetUserPassword", async (ctx, input) => {
  const { origin } = ctx.caller;
  const read = await ctx.db.read((tx) => requirePoolAndUser(tx, input, origin));
  requirePolicy(read.pool, input.Password, "new");

  await whilePasswordsStay(async () => {
    const admitted = await admitPassword(ctx, read.pool, read.user, input.Password);
    await ctx.db.write(async (tx) => {
      const pool = await requireSamePool(tx, read.pool);
      const user = await requireUserBySub(tx, pool, read.user.sub);
      const now = ctx.clock.now();
      // Code before user, in the order in which resets lock them.
      await dropCode(tx, pool.id, user.sub, "recovery");
      await saveUser(tx, {
        ...user,
        status: input.Permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD",
        password: admitted.stored,
        passwordSetAt: now,
        updatedAt: now,
      });
      await recordAdmitted(tx, read.pool, user, admitted);
      await forgetWrongPasswords(tx, { pool, user, username: user.username });
    });
  });
  return {};
});
