import { reportedByApp } from "../../domain/risk/reported.ts";
import { requireClientWithPool } from "../../flows/pools.ts";
import { initiateAuth } from "../../flows/sign-in.ts";
import { operation } from "../operation.ts";

/** Begins a user's sign-in from an app. */
export const InitiateAuth = operation("InitiateAuth", async (ctx, input) => {
  const found = await ctx.db.read((tx) => requireClientWithPool(tx, input.ClientId));
  return initiateAuth(ctx, {
    ...found,
    door: "public",
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
    clientMetadata: input.ClientMetadata,
    origin: reportedByApp(ctx.caller.origin, found.client, input.UserContextData),
  });
});
