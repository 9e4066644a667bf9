import { requirePoolAndClient } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { clientConfigurationView } from "./client-configuration-view.ts";

/** How long a client reuses an SSO session. */
export const GetUserPoolClientSessionConfiguration = operation(
  "GetUserPoolClientSessionConfiguration",
  (ctx, input) =>
    ctx.db.read(async (tx) => {
      const { client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
      return clientConfigurationView(client);
    }),
);
