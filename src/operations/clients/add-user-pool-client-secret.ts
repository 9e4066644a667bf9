import { MOST_CLIENT_SECRETS, requireManagedSecrets } from "../../domain/app-client.ts";
import { faults } from "../../domain/fault.ts";
import { requirePoolAndClient, saveClient } from "../../flows/pools.ts";
import { anotherClientSecret, randomClientSecret } from "../../flows/secrets.ts";
import { operation } from "../operation.ts";
import { clientSecretView } from "./client-secret-view.ts";

/** Gives an app client a second secret, which counts beside the first until one of them is deleted. */
export const AddUserPoolClientSecret = operation("AddUserPoolClientSecret", async (ctx, input) => {
  const { ClientSecret: given } = input;
  const value = given ?? randomClientSecret(ctx);
  return ctx.db.write(async (tx) => {
    const { client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    requireManagedSecrets(client);
    if (client.secrets.length === 0) throw faults.publicClientHasNoSecrets();
    if (client.secrets.length >= MOST_CLIENT_SECRETS) throw faults.tooManyClientSecrets(MOST_CLIENT_SECRETS);
    const secret = anotherClientSecret(ctx, client, value);
    await saveClient(tx, { ...client, secrets: [...client.secrets, secret], updatedAt: ctx.clock.now() });
    return { ClientSecretDescriptor: clientSecretView(secret, given === undefined ? value : undefined) };
  });
});
