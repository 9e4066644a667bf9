import { type Pool, poolArn } from "../../domain/pool.ts";
import type { Replica } from "../../domain/replica.ts";
import type { ReplicaStatusType, UserPoolReplicaType } from "../../model/types.gen.ts";

export const replicaView = (
  { poolId, region }: Replica,
  status: ReplicaStatusType,
  account: string,
): UserPoolReplicaType => ({
  RegionName: region,
  Status: status,
  Role: "SECONDARY",
  UserPoolArn: poolArn({ id: poolId, region }, account),
});

/** The pool itself, which is listed among its replicas. */
export const primaryView = (pool: Pool, account: string): UserPoolReplicaType => ({
  RegionName: pool.region,
  Status: "ACTIVE",
  Role: "PRIMARY",
  UserPoolArn: poolArn(pool, account),
});
