import { mfaConfigOf } from "../../domain/mfa-config.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** Whether a pool has MFA, and the factors it has configured. */
export const GetUserPoolMfaConfig = operation("GetUserPoolMfaConfig", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return mfaConfigOf(pool.settings);
  }),
);
