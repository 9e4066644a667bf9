import { type ClientId, clientId } from "../base/ids.ts";
import type { AppClient } from "../domain/app-client.ts";
import { type KnownNames, settingsOfNewClient } from "../domain/client-settings.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { DEFAULT_SSO_VALIDITY_MINUTES } from "../domain/session-configuration.ts";
import type { CreateUserPoolClientRequest } from "../model/types.gen.ts";
import type { Context } from "./context.ts";
import { anotherClientSecret, randomClientSecret } from "./secrets.ts";

const ID_LENGTH = 26;

export const randomClientId = ({ random }: Pick<Context, "random">): ClientId =>
  clientId(random.lowerAlphanumeric(ID_LENGTH));

/** The secret of a new client, in clear: the request's, or a random one where it asks for one. */
export function secretOfNewClient(
  ctx: Pick<Context, "random">,
  { ClientSecret, GenerateSecret }: CreateUserPoolClientRequest,
): string | null {
  if (ClientSecret === undefined) return GenerateSecret ? randomClientSecret(ctx) : null;
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
  known?: KnownNames,
): AppClient {
  const now = ctx.clock.now();
  const client: AppClient = {
    poolId: pool.id,
    id,
    name: input.ClientName,
    settings: settingsOfNewClient(pool, input, secret !== null, known),
    ssoValidityMinutes: DEFAULT_SSO_VALIDITY_MINUTES,
    secrets: [],
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  return secret === null ? client : { ...client, secrets: [anotherClientSecret(ctx, client, secret)] };
}
