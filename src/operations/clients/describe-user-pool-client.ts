import { requirePoolAndClient } from "../../flows/pools.ts";
import { clientSecrets } from "../../flows/secrets.ts";
import { operation } from "../operation.ts";
import { clientView } from "./client-view.ts";

/** An app client's settings, its newest secret in clear. */
export const DescribeUserPoolClient = operation("DescribeUserPoolClient", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    return { UserPoolClient: clientView(client, clientSecrets(ctx, client).at(-1)) };
  }),
);
