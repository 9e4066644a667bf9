import type { User } from "../domain/user.ts";
import type { Context } from "./context.ts";
import { type PoolAndClient, requireClientWithPool } from "./pools.ts";
import { requireSecretHash } from "./secrets.ts";
import { findUser } from "./users.ts";

export interface NamedUser extends PoolAndClient {
  /** Undefined where the name is nobody's. */
  readonly user: User | undefined;
}

/** The user whom an unsigned request of a client names, once the request proved to come from the client. */
export const findNamedUser = (
  ctx: Pick<Context, "db" | "vault">,
  request: { readonly ClientId: string; readonly Username: string; readonly SecretHash?: string | undefined },
): Promise<NamedUser> =>
  ctx.db.read(async (tx) => {
    const { pool, client } = await requireClientWithPool(tx, request.ClientId);
    requireSecretHash(ctx, client, request.Username, request.SecretHash);
    return { pool, client, user: await findUser(tx, pool, request.Username) };
  });
