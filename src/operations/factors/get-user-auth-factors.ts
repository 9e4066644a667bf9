import { userFactors } from "../../domain/auth/user-factors.ts";
import { operation } from "../operation.ts";

/** With what the signed-in user can begin a sign-in. */
export const GetUserAuthFactors = operation("GetUserAuthFactors", async ({ caller: { pool, user } }) => ({
  Username: user.username,
  ConfiguredUserAuthFactors: userFactors(pool, user),
}));
