import { requireManagedSecrets } from "../../domain/app-client.ts";
import { faults } from "../../domain/fault.ts";
import { requirePoolAndClient, saveClient } from "../../flows/pools.ts";
import { operation } from "../operation.ts";

/** Ends one of an app client's two secrets, at once. */
export const DeleteUserPoolClientSecret = operation("DeleteUserPoolClientSecret", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const { client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    requireManagedSecrets(client);
    const secrets = client.secrets.filter(({ id }) => id !== input.ClientSecretId);
    if (secrets.length === client.secrets.length) throw faults.clientSecretNotFound(input.ClientSecretId);
    if (secrets.length === 0) throw faults.lastClientSecret();
    await saveClient(tx, { ...client, secrets, updatedAt: ctx.clock.now() });
    return {};
  }),
);
