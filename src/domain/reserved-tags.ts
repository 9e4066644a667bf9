import { regionOf, type UserPoolId, userPoolId } from "../base/ids.ts";
import { faults } from "./fault.ts";

/** Tags of a pool that Poolkeeper itself reads: what Cognito lacks, without changing what its API answers. */
export const RESERVED_TAGS = {
  poolId: "poolkeeper:pool-id",
  clientId: "poolkeeper:client-id",
  passwordHash: "poolkeeper:password-hash",
  revokeOnReuse: "poolkeeper:revoke-on-reuse",
} as const;

type Tags = Readonly<Record<string, string>>;

const POOL_ID = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}_[0-9a-zA-Z]{1,40}$/;
const CLIENT_ID = /^[\w+]{1,128}$/;
const PASSWORD_HASHES = ["srp", "argon2id"] as const;

export type PasswordHash = (typeof PASSWORD_HASHES)[number];

export const isPoolId = (text: string): boolean => POOL_ID.test(text);
export const isClientId = (text: string): boolean => CLIENT_ID.test(text);

/** The id a new pool asked for; null to choose one. */
export function requestedPoolId(tags: Tags, region: string): UserPoolId | null {
  const id = tags[RESERVED_TAGS.poolId];
  if (id === undefined) return null;
  if (!POOL_ID.test(id)) throw faults.reservedTagInvalid(RESERVED_TAGS.poolId);
  if (regionOf(userPoolId(id)) !== region) throw faults.poolIdOfOtherRegion(id, region);
  return userPoolId(id);
}

/** The id that the pool's first client takes; null to choose one. */
export const requestedClientId = (tags: Tags): string | null => tags[RESERVED_TAGS.clientId] ?? null;

/** How the pool keeps passwords: SRP verifiers unless it asks for Argon2id, which SRP can't use. */
export const passwordHashOf = (tags: Tags): PasswordHash =>
  tags[RESERVED_TAGS.passwordHash] === "argon2id" ? "argon2id" : "srp";

/** Whether a refresh token that is used again after rotation ends its whole sign-in, which Cognito leaves alone. */
export const revokesOnReuse = (tags: Tags): boolean => tags[RESERVED_TAGS.revokeOnReuse] === "true";

/** Refuses reserved tags with values that mean nothing. */
export function checkReservedTags(tags: Tags): void {
  const hash = tags[RESERVED_TAGS.passwordHash];
  if (hash !== undefined && !PASSWORD_HASHES.some((known) => known === hash)) {
    throw faults.reservedTagInvalid(RESERVED_TAGS.passwordHash);
  }
  const revoke = tags[RESERVED_TAGS.revokeOnReuse];
  if (revoke !== undefined && revoke !== "true" && revoke !== "false") {
    throw faults.reservedTagInvalid(RESERVED_TAGS.revokeOnReuse);
  }
  const client = tags[RESERVED_TAGS.clientId];
  if (client !== undefined && !CLIENT_ID.test(client)) {
    throw faults.reservedTagInvalid(RESERVED_TAGS.clientId);
  }
}
