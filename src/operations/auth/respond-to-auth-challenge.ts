import { reportedByApp } from "../../domain/risk/reported.ts";
import { requireClientWithPool } from "../../flows/pools.ts";
import { respondToAuthChallenge } from "../../flows/sign-in.ts";
import { operation } from "../operation.ts";

/** Answers a challenge of a sign-in from an app. */
export const RespondToAuthChallenge = operation("RespondToAuthChallenge", async (ctx, input) => {
  const found = await ctx.db.read((tx) => requireClientWithPool(tx, input.ClientId));
  return respondToAuthChallenge(ctx, {
    ...found,
    door: "public",
    challenge: input.ChallengeName,
    session: input.Session,
    responses: input.ChallengeResponses ?? {},
    clientMetadata: input.ClientMetadata,
    origin: reportedByApp(ctx.caller.origin, found.client, input.UserContextData),
  });
});
