import { requireClient, requirePool } from "../../flows/pools.ts";
import { respondToAuthChallenge } from "../../flows/sign-in.ts";
import { operation } from "../operation.ts";

/** Answers a challenge of a sign-in from a back end. */
export const AdminRespondToAuthChallenge = operation("AdminRespondToAuthChallenge", async (ctx, input) => {
  const { origin } = ctx.caller;
  const found = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, origin);
    return { pool, client: await requireClient(tx, pool.id, input.ClientId) };
  });
  return respondToAuthChallenge(ctx, {
    ...found,
    door: "admin",
    challenge: input.ChallengeName,
    session: input.Session,
    responses: input.ChallengeResponses ?? {},
    origin,
  });
});
