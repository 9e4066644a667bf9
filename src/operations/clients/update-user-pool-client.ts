import type { AppClient } from "../../domain/app-client.ts";
import { settingsOfChangedClient } from "../../domain/client-settings.ts";
import { knownNames } from "../../flows/known-names.ts";
import { requirePoolAndClient, saveClient } from "../../flows/pools.ts";
import { clientSecrets } from "../../flows/secrets.ts";
import { operation } from "../operation.ts";
import { clientView } from "./client-view.ts";

/** Gives an app client other settings, defaults in place of most that the request leaves out. */
export const UpdateUserPoolClient = operation("UpdateUserPoolClient", async (ctx, input) => {
  const changed = await ctx.db.write(async (tx) => {
    const { pool, client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    const known = await knownNames(tx, pool, input);
    const after: AppClient = {
      ...client,
      name: input.ClientName ?? client.name,
      settings: settingsOfChangedClient(pool, client, input, known),
      updatedAt: ctx.clock.now(),
    };
    await saveClient(tx, after);
    return after;
  });
  return { UserPoolClient: clientView(changed, clientSecrets(ctx, changed).at(-1)) };
});
