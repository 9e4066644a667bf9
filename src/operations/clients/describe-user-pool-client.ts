import { requireClient, requirePool } from "../../flows/pools.ts";
import { clientSecrets } from "../../flows/secrets.ts";
import { operation } from "../operation.ts";
import { clientView } from "./client-view.ts";

/** An app client's settings, its newest secret in clear. */
export const DescribeUserPoolClient = operation("DescribeUserPoolClient", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const client = await requireClient(tx, pool.id, input.ClientId);
    return { UserPoolClient: clientView(client, clientSecrets(ctx, client).at(-1)) };
  }),
);
