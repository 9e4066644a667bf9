import { faults } from "../../domain/fault.ts";
import { removeUser } from "../../store/users.ts";
import { operation } from "../operation.ts";

/** Deletes the signed-in user; names are free again at once, and tokens no longer count. */
export const DeleteUser = operation("DeleteUser", ({ db, clock, caller: { user } }) =>
  db.write(async (tx) => {
    if (!(await removeUser(tx, user, clock.now()))) throw faults.userNotFound();
    return {};
  }),
);
