import { seconds } from "../base/clock.ts";
import type { UserPoolId } from "../base/ids.ts";
import type { OperationName, ReplicaStatusType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";

/** A pool's stand-in in a second region. */
export interface Replica {
  readonly poolId: UserPoolId;
  readonly region: string;
  readonly status: "ACTIVE" | "INACTIVE";
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly version: number;
}

/** As its answers say that a replica is in the making. */
const CREATION = seconds(5);

export const replicaStatus = ({ status, createdAt }: Replica, now: number): ReplicaStatusType =>
  now < createdAt + CREATION ? "CREATING" : status;

/** As refusals name it. */
export const REPLICATION = "Multi-Region Replication";

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;
const MULTI_REGION_KEY = /^arn:[\w-]+:kms:[\w-]+:\d+:key\/mrk-[0-9a-f]+$/;

/** Refuses a pool that can't be replicated as it is. */
export function requireReplicable({ settings }: Pool): void {
  const { UserPoolTier: tier, KeyConfiguration: key } = settings;
  if (tier === "LITE") throw faults.featuresNeedTier(tier, [REPLICATION]);
  const isMultiRegion = key?.KeyType === "CUSTOMER_MANAGED_KEY" && MULTI_REGION_KEY.test(key.KmsKeyArn ?? "");
  if (!isMultiRegion) throw faults.replicationNeedsKey();
}

/** Refuses what is no region, and the one where the pool is at home. */
export function requireOtherRegion(pool: Pick<Pool, "region">, region: string): void {
  if (!REGION.test(region)) throw faults.regionInvalid(region);
  if (region === pool.region) throw faults.regionIsPrimary(region);
}

const WHILE_INACTIVE: readonly OperationName[] = [
  "AdminGetDevice",
  "AdminGetUser",
  "AdminListDevices",
  "AdminListGroupsForUser",
  "AdminListUserAuthEvents",
  "DescribeIdentityProvider",
  "DescribeManagedLoginBranding",
  "DescribeManagedLoginBrandingByClient",
  "DescribeResourceServer",
  "DescribeRiskConfiguration",
  "DescribeTerms",
  "DescribeUserPool",
  "DescribeUserPoolClient",
  "GetGroup",
  "GetLogDeliveryConfiguration",
  "GetSigningCertificate",
  "GetUICustomization",
  "GetUserPoolMfaConfig",
  "ListGroups",
  "ListIdentityProviders",
  "ListResourceServers",
  "ListTagsForResource",
  "ListTerms",
  "ListUserPoolClientSecrets",
  "ListUserPoolClients",
  "ListUserPoolReplicas",
  "ListUsers",
  "ListUsersInGroup",
  "TagResource",
  "UntagResource",
  "UpdateUserPoolReplica",
];

const WHILE_ACTIVE: readonly OperationName[] = [
  ...WHILE_INACTIVE,
  "AdminInitiateAuth",
  "AdminRespondToAuthChallenge",
  "AdminUpdateAuthEventFeedback",
  "AdminUserGlobalSignOut",
  "GetIdentityProviderByIdentifier",
];

const ENABLED: Readonly<Record<ReplicaStatusType, ReadonlySet<OperationName>>> = {
  CREATING: new Set(),
  INACTIVE: new Set(WHILE_INACTIVE),
  ACTIVE: new Set(WHILE_ACTIVE),
  DELETING: new Set(),
};

/**
 * Whether a signed operation on a pool is there in its second region. Of what Amazon lets a replica have of its own,
 * ours has the tags; other settings are changed in the first region only.
 */
export const isEnabledInReplica = (operation: OperationName, replica: Replica, now: number): boolean =>
  ENABLED[replicaStatus(replica, now)].has(operation);
