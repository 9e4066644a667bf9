import { regionOf, userPoolId } from "../base/ids.ts";
import { isObject } from "../base/json.ts";
import { isStorable } from "../base/text.ts";
import type { Caller, Origin } from "../domain/caller.ts";
import { faults } from "../domain/fault.ts";
import type { Pool } from "../domain/pool.ts";
import { isEnabledInReplica, type Replica, replicaStatus } from "../domain/replica.ts";
import type { OperationName } from "../model/types.gen.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { findReplica, listReplicas, removeReplica, updateReplica } from "../store/replicas.ts";
import type { Context } from "./context.ts";

/**
 * Refuses a signed request in the second region of its pool where the operation is not there, or the replica not yet.
 * Others pass: that the pool is nowhere near is found by who looks it up.
 */
export async function requireEnabledInRegion(
  { db, clock }: Pick<Context, "db" | "clock">,
  operation: OperationName,
  { region }: Pick<Origin, "region">,
  poolId: string,
): Promise<void> {
  const replica = await db.read((tx) => findReplica(tx, userPoolId(poolId), region));
  if (!replica) return;
  const now = clock.now();
  if (replicaStatus(replica, now) === "CREATING") throw faults.poolNotFound(poolId);
  if (!isEnabledInReplica(operation, replica, now)) throw faults.operationNotEnabled(operation, region);
}

/** The pool a signed request is about, where its id begins with another region than the request's. */
export function poolElsewhere(caller: Caller, input: object): string | undefined {
  const { UserPoolId: id } = isObject(input) ? input : {};
  if (caller.kind !== "signed" || typeof id !== "string" || !isStorable(id)) return undefined;
  return regionOf(userPoolId(id)) === caller.origin.region ? undefined : id;
}

/** A pool's replica in a region. */
export async function requireReplica(tx: ReadTx, pool: Pool, region: string): Promise<Replica> {
  const replica = isStorable(region) ? await findReplica(tx, pool.id, region) : undefined;
  if (!replica) throw faults.replicaNotFound(pool.id, region);
  return replica;
}

/** What stands for the pool in the region of a request; undefined in the pool's own. */
export const replicaHere = async (
  tx: ReadTx,
  pool: Pool,
  { region }: Pick<Origin, "region">,
): Promise<Replica | undefined> => (region === pool.region ? undefined : requireReplica(tx, pool, region));

/** A pool has one replica at most. */
export async function requireNoReplica(tx: ReadTx, pool: Pool): Promise<void> {
  const [other] = await listReplicas(tx, pool.id);
  if (other) throw faults.replicaLimit();
}

const lost = ({ poolId, region }: Replica): LostRace =>
  new LostRace(`the replica of ${poolId} in ${region} was changed meanwhile`);

export async function saveReplica(tx: WriteTx, replica: Replica): Promise<void> {
  if (!(await updateReplica(tx, replica))) throw lost(replica);
}

export async function eraseReplica(tx: WriteTx, replica: Replica): Promise<void> {
  if (!(await removeReplica(tx, replica))) throw lost(replica);
}
