import { clientId } from "../../base/ids.ts";
import type { AppClient } from "../../domain/app-client.ts";
import { settingsOfNewClient } from "../../domain/client-settings.ts";
import { faults } from "../../domain/fault.ts";
import { requestedClientId } from "../../domain/reserved-tags.ts";
import { requirePool } from "../../flows/pools.ts";
import { sealedClientSecret } from "../../flows/secrets.ts";
import type { CreateUserPoolClientRequest } from "../../model/types.gen.ts";
import { insertClient } from "../../store/app-clients.ts";
import { operation } from "../operation.ts";
import { clientView } from "./client-view.ts";

const ID_LENGTH = 26;
const SECRET_LENGTH = 52;

/** Makes an app client, with a secret where one is asked for. */
export const CreateUserPoolClient = operation("CreateUserPoolClient", async (ctx, input) => {
  const secret =
    requestedSecret(input) ?? (input.GenerateSecret ? ctx.random.lowerAlphanumeric(SECRET_LENGTH) : null);
  const now = ctx.clock.now();

  const client = await ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const settings = settingsOfNewClient(pool, input, secret !== null);
    const make = (text: string): AppClient => {
      const id = clientId(text);
      const owner = { poolId: pool.id, clientId: id };
      const secretId = `${id}--${Math.floor(now / 1000)}`;
      return {
        poolId: pool.id,
        id,
        name: input.ClientName,
        settings,
        secrets: secret === null ? [] : [sealedClientSecret(ctx, owner, secretId, secret)],
        createdAt: now,
        updatedAt: now,
        version: 1,
      };
    };
    const requested = requestedClientId(pool.settings.UserPoolTags);
    const first = requested === null ? null : make(requested);
    if (first && (await insertClient(tx, first))) return first;
    const made = make(ctx.random.lowerAlphanumeric(ID_LENGTH));
    if (!(await insertClient(tx, made))) throw new Error("a random client id was taken");
    return made;
  });

  return { UserPoolClient: clientView(client, secret ?? undefined) };
});

function requestedSecret({ ClientSecret, GenerateSecret }: CreateUserPoolClientRequest): string | null {
  if (ClientSecret === undefined) return null;
  if (GenerateSecret) throw faults.secretGivenAndGenerated();
  return ClientSecret;
}
