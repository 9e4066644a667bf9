import { clientId } from "../../base/ids.ts";
import { requestedClientId } from "../../domain/reserved-tags.ts";
import { knownNames } from "../../flows/known-names.ts";
import { newClient, randomClientId, secretOfNewClient } from "../../flows/new-client.ts";
import { requirePool } from "../../flows/pools.ts";
import { insertClient } from "../../store/app-clients.ts";
import { operation } from "../operation.ts";
import { clientView } from "./client-view.ts";

/** Makes an app client, with a secret where one is asked for. */
export const CreateUserPoolClient = operation("CreateUserPoolClient", async (ctx, input) => {
  const secret = secretOfNewClient(ctx, input);

  const client = await ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const known = await knownNames(tx, pool, input);
    const requested = requestedClientId(pool.settings.UserPoolTags);
    const first = requested === null ? null : newClient(ctx, pool, clientId(requested), input, secret, known);
    if (first && (await insertClient(tx, first))) return first;
    const made = newClient(ctx, pool, randomClientId(ctx), input, secret, known);
    if (!(await insertClient(tx, made))) throw new Error("a random client id was taken");
    return made;
  });

  return { UserPoolClient: clientView(client, secret ?? undefined) };
});
