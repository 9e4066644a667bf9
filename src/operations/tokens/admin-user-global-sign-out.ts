import { signedOut } from "../../domain/sign-out.ts";
import { requirePoolAndUser, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Ends every token of a user, whichever client's. */
export const AdminUserGlobalSignOut = operation("AdminUserGlobalSignOut", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    await saveUser(tx, signedOut(user, ctx.clock.now()));
    return {};
  }),
);
