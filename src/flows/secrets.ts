import { sameText, utf8 } from "../base/bytes.ts";
import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { AppClient, ClientSecret } from "../domain/app-client.ts";
import { faults } from "../domain/fault.ts";
import { matchesSecretHash } from "../domain/secret-hash.ts";
import type { Context } from "./context.ts";

const SECRET_LENGTH = 52;

const context = (poolId: UserPoolId, clientId: ClientId, secretId: string): string =>
  `client-secret:${poolId}:${clientId}:${secretId}`;

export const randomClientSecret = ({ random }: Pick<Context, "random">): string =>
  random.lowerAlphanumeric(SECRET_LENGTH);

/** One more secret of a client, as it is stored. */
export function anotherClientSecret(
  { vault, clock }: Pick<Context, "vault" | "clock">,
  { poolId, id: clientId, secrets }: Pick<AppClient, "poolId" | "id" | "secrets">,
  secret: string,
): ClientSecret {
  const createdAt = clock.now();
  const id = unusedSecretId(clientId, secrets, Math.floor(createdAt / 1000));
  return { id, sealed: vault.seal(context(poolId, clientId, id), utf8(secret)), createdAt };
}

/** The client's id and the second in which the secret was made; of two made in one, the later bears the next. */
function unusedSecretId(clientId: ClientId, secrets: readonly ClientSecret[], second: number): string {
  const id = `${clientId}--${second}`;
  return secrets.some((secret) => secret.id === id) ? unusedSecretId(clientId, secrets, second + 1) : id;
}

/** A client's live secrets in clear, oldest first. */
export const clientSecrets = ({ vault }: Pick<Context, "vault">, client: AppClient): string[] =>
  client.secrets.map(({ id, sealed }) =>
    Buffer.from(vault.open(context(client.poolId, client.id, id), sealed)).toString("utf8"),
  );

/** Whether a request that sends a secret as it is may speak for the client; one sent for a public client may not. */
export function knowsClientSecret(
  ctx: Pick<Context, "vault">,
  client: AppClient,
  given: string | undefined,
): boolean {
  if (client.secrets.length === 0) return given === undefined;
  return (
    given !== undefined && clientSecrets(ctx, client).filter((secret) => sameText(secret, given)).length > 0
  );
}

/**
 * Refuses a request that does not know the client's secret. `username` is the one the request sent; a hash sent for a
 * public client proves nothing and is refused too.
 */
export function requireSecretHash(
  ctx: Pick<Context, "vault">,
  client: AppClient,
  username: string,
  given: string | undefined,
): void {
  if (given === undefined || given === "") {
    if (client.secrets.length > 0) throw faults.secretHashMissing(client.id);
    return;
  }
  if (!matchesSecretHash(clientSecrets(ctx, client), username, client.id, given)) {
    throw faults.secretHashWrong(client.id);
  }
}
