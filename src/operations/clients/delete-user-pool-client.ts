import { requirePoolAndClient } from "../../flows/pools.ts";
import { removeClient } from "../../store/app-clients.ts";
import { operation } from "../operation.ts";

/** Ends an app client, and with it every sign-in made through it. */
export const DeleteUserPoolClient = operation("DeleteUserPoolClient", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    await removeClient(tx, client, ctx.clock.now());
    return {};
  }),
);
