import { reportedByBackEnd } from "../../domain/risk/reported.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { initiateAuth } from "../../flows/sign-in.ts";
import { operation } from "../operation.ts";

/** Begins a user's sign-in from a back end. */
export const AdminInitiateAuth = operation("AdminInitiateAuth", async (ctx, input) => {
  const { origin } = ctx.caller;
  const found = await ctx.db.read((tx) => requirePoolAndClient(tx, input, origin));
  return initiateAuth(ctx, {
    ...found,
    door: "admin",
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
    clientMetadata: input.ClientMetadata,
    origin: reportedByBackEnd(origin, input.ContextData),
  });
});
