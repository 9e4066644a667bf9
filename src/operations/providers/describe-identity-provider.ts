import { requireProvider } from "../../flows/identity-providers.ts";
import { requirePool } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { providerView } from "./provider-view.ts";

/** A provider's settings, its client secret in clear. */
export const DescribeIdentityProvider = operation("DescribeIdentityProvider", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { id } = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return { IdentityProvider: providerView(ctx, await requireProvider(tx, id, input.ProviderName)) };
  }),
);
