import { requireManagedSecrets } from "../../domain/app-client.ts";
import { faults } from "../../domain/fault.ts";
import { requirePoolAndClient } from "../../flows/pools.ts";
import { operation } from "../operation.ts";
import { clientSecretView } from "./client-secret-view.ts";

/** An app client's secrets without their values, all on one page. */
export const ListUserPoolClientSecrets = operation("ListUserPoolClientSecrets", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { client } = await requirePoolAndClient(tx, input, ctx.caller.origin);
    requireManagedSecrets(client);
    // No page names another one, so nobody can have its token.
    if (input.NextToken !== undefined) throw faults.badPaginationToken();
    return { ClientSecrets: client.secrets.map((secret) => clientSecretView(secret)) };
  }),
);
