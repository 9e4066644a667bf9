import { type UserPoolId, userPoolId } from "../base/ids.ts";
import type { Pool } from "../domain/pool.ts";
import { settingsOfNewPool } from "../domain/pool-settings.ts";
import { requestedPoolId } from "../domain/reserved-tags.ts";
import { UNTRACKED } from "../domain/session-configuration.ts";
import type { CreateUserPoolRequest } from "../model/types.gen.ts";
import { eraseSome, isBeingErased } from "../store/erasures.ts";
import type { Context } from "./context.ts";
import { poolSecretContext } from "./stand-in.ts";

/** A pool as a request asks for it, with the service's defaults for what it leaves out; `id` goes before its own choice. */
export function newPool(
  { vault, random, clock }: Pick<Context, "vault" | "random" | "clock">,
  input: CreateUserPoolRequest,
  region: string,
  id?: UserPoolId,
): Pool {
  const settings = settingsOfNewPool(input, region);
  const chosen =
    id ?? requestedPoolId(settings.UserPoolTags, region) ?? userPoolId(`${region}_${random.alphanumeric(9)}`);
  const now = clock.now();
  return {
    id: chosen,
    region,
    name: input.PoolName,
    settings,
    sessions: UNTRACKED,
    secret: vault.seal(poolSecretContext(chosen), random.bytes(32)),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

const ROWS_AT_ONCE = 500;

/** A pool that takes the id of a deleted one must find none of its rows. Call it before the pool is stored. */
export async function finishErasure(
  { db, clock }: Pick<Context, "db" | "clock">,
  { id }: Pick<Pool, "id">,
): Promise<void> {
  const erasure = { poolId: id, kind: "pool", targetId: id, requestedAt: clock.now() } as const;
  if (!(await db.read((tx) => isBeingErased(tx, erasure)))) return;
  while (await db.write((tx) => eraseSome(tx, erasure, ROWS_AT_ONCE)));
}
