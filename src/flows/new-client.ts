import { type ClientId, clientId } from "../base/ids.ts";
import type { AppClient } from "../domain/app-client.ts";
import { settingsOfNewClient } from "../domain/client-settings.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import type { CreateUserPoolClientRequest } from "../model/types.gen.ts";
import type { Context } from "./context.ts";
import { sealedClientSecret } from "./secrets.ts";

const ID_LENGTH = 26;
const SECRET_LENGTH = 52;

export const randomClientId = ({ random }: Pick<Context, "random">): ClientId =>
  clientId(random.lowerAlphanumeric(ID_LENGTH));

/** The secret of a new client, in clear: the request's, or a random one where it asks for one. */
export function secretOfNewClient(
  { random }: Pick<Context, "random">,
  { ClientSecret, GenerateSecret }: CreateUserPoolClientRequest,
): string | null {
  if (ClientSecret === undefined) return GenerateSecret ? random.lowerAlphanumeric(SECRET_LENGTH) : null;
  if (GenerateSecret) throw faults.secretGivenAndGenerated();
  return ClientSecret;
}

/** A client of a pool, as a request asks for it. */
export function newClient(
  ctx: Pick<Context, "vault" | "clock">,
  pool: Pool,
  id: ClientId,
  input: CreateUserPoolClientRequest,
  secret: string | null,
): AppClient {
  const now = ctx.clock.now();
  const owner = { poolId: pool.id, clientId: id };
  const secretId = `${id}--${Math.floor(now / 1000)}`;
  return {
    poolId: pool.id,
    id,
    name: input.ClientName,
    settings: settingsOfNewClient(pool, input, secret !== null),
    secrets: secret === null ? [] : [sealedClientSecret(ctx, owner, secretId, secret)],
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}
