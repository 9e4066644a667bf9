import { type UserPoolId, userPoolId } from "../../base/ids.ts";
import { faults } from "../../domain/fault.ts";
import type { Pool } from "../../domain/pool.ts";
import { settingsOfNewPool } from "../../domain/pool-settings.ts";
import { requestedPoolId } from "../../domain/reserved-tags.ts";
import type { Context } from "../../flows/context.ts";
import { poolSecretContext } from "../../flows/stand-in.ts";
import { eraseSome, isBeingErased } from "../../store/erasures.ts";
import { insertPool } from "../../store/pools.ts";
import { operation } from "../operation.ts";
import { poolView } from "./pool-view.ts";

/** Makes a user pool, empty and with the service's defaults for what the request leaves out. */
export const CreateUserPool = operation("CreateUserPool", async (ctx, input) => {
  const { region } = ctx.caller.origin;
  const settings = settingsOfNewPool(input, region);
  const requested = requestedPoolId(settings.UserPoolTags, region);
  if (requested) await finishErasure(ctx, requested);

  const id = requested ?? userPoolId(`${region}_${ctx.random.alphanumeric(9)}`);
  const now = ctx.clock.now();
  const pool: Pool = {
    id,
    region,
    name: input.PoolName,
    settings,
    secret: ctx.vault.seal(poolSecretContext(id), ctx.random.bytes(32)),
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
  if (!(await ctx.db.write((tx) => insertPool(tx, pool)))) throw faults.poolIdTaken(id);
  return { UserPool: poolView(pool, ctx.settings.account, 0) };
});

const ROWS_AT_ONCE = 500;

/** A pool that takes the id of a deleted one must find none of its rows. */
async function finishErasure({ db, clock }: Context, poolId: UserPoolId): Promise<void> {
  const erasure = { poolId, kind: "pool", targetId: poolId, requestedAt: clock.now() } as const;
  if (!(await db.read((tx) => isBeingErased(tx, erasure)))) return;
  while (await db.write((tx) => eraseSome(tx, erasure, ROWS_AT_ONCE)));
}
