import { signedOut } from "../../domain/sign-out.ts";
import { requireUserBySub, saveUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Ends every token of the signed-in user, whichever client's, the one that asks among them. */
export const GlobalSignOut = operation("GlobalSignOut", async ({ db, clock, caller: { pool, user } }) =>
  db.write(async (tx) => {
    await saveUser(tx, signedOut(await requireUserBySub(tx, pool, user.sub), clock.now()));
    return {};
  }),
);
