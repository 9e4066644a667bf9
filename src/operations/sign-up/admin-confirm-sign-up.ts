import { requireUnconfirmed } from "../../domain/sign-up.ts";
import { recordConfirmed } from "../../flows/auth-events.ts";
import { asConfirmed } from "../../flows/confirm-sign-up.ts";
import { requireSamePool } from "../../flows/pools.ts";
import { postConfirmation } from "../../flows/post-confirmation.ts";
import { requirePoolAndUser, requireUserBySub, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Confirms a user without a code; none of the user's contacts is verified by it. */
export const AdminConfirmSignUp = operation("AdminConfirmSignUp", async (ctx, input) => {
  const { origin } = ctx.caller;
  const read = await ctx.db.read((tx) => requirePoolAndUser(tx, input, origin));
  const confirmed = await ctx.db.write(async (tx) => {
    const pool = await requireSamePool(tx, read.pool);
    const user = await requireUserBySub(tx, pool, read.user.sub);
    requireUnconfirmed(user);
    const after = asConfirmed(ctx, user);
    await saveUser(tx, after);
    return after;
  });
  await recordConfirmed(ctx, read.pool, confirmed);
  await postConfirmation(ctx, {
    pool: read.pool,
    user: confirmed,
    source: "PostConfirmation_ConfirmSignUp",
    clientId: null,
    clientMetadata: input.ClientMetadata,
    userAgent: origin.userAgent,
  });
  return {};
});
