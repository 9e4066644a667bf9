import type { Pool } from "../../domain/pool.ts";
import type { Replica } from "../../domain/replica.ts";
import type { ReplicaStatusType, UserPoolReplicaType } from "../../model/types.gen.ts";

const arn = (region: string, account: string, poolId: string): string =>
  `arn:aws:cognito-idp:${region}:${account}:userpool/${poolId}`;

export const replicaView = (
  { poolId, region }: Replica,
  status: ReplicaStatusType,
  account: string,
): UserPoolReplicaType => ({
  RegionName: region,
  Status: status,
  Role: "SECONDARY",
  UserPoolArn: arn(region, account, poolId),
});

/** The pool itself, which is listed among its replicas. */
export const primaryView = ({ id, region }: Pool, account: string): UserPoolReplicaType => ({
  RegionName: region,
  Status: "ACTIVE",
  Role: "PRIMARY",
  UserPoolArn: arn(region, account, id),
});
