import { requireClient, requirePool } from "../../flows/pools.ts";
import { initiateAuth } from "../../flows/sign-in.ts";
import { operation } from "../operation.ts";

/** Begins a user's sign-in from a back end. */
export const AdminInitiateAuth = operation("AdminInitiateAuth", async (ctx, input) => {
  const { origin } = ctx.caller;
  const found = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, origin);
    return { pool, client: await requireClient(tx, pool.id, input.ClientId) };
  });
  return initiateAuth(ctx, {
    ...found,
    door: "admin",
    flow: input.AuthFlow,
    parameters: input.AuthParameters ?? {},
    origin,
  });
});
