import { reportedByBackEnd } from "../../domain/risk/reported.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { respondToAuthChallenge } from "../../flows/sign-in.ts";
import { operation } from "../operation.ts";

/** Answers a challenge of a sign-in from a back end. */
export const AdminRespondToAuthChallenge = operation("AdminRespondToAuthChallenge", async (ctx, input) => {
  const { origin } = ctx.caller;
  const found = await ctx.db.read((tx) => requirePoolAndClient(tx, input, origin));
  return respondToAuthChallenge(ctx, {
    ...found,
    door: "admin",
    challenge: input.ChallengeName,
    session: input.Session,
    responses: input.ChallengeResponses ?? {},
    clientMetadata: input.ClientMetadata,
    origin: reportedByBackEnd(origin, input.ContextData),
  });
});
