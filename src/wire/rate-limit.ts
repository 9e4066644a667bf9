import type { Clock } from "../base/clock.ts";
import { isObject } from "../base/json.ts";
import { type ApiCategory, drawOf, freeLimit, isBoundedByPool, POOL_RATE } from "../domain/api-category.ts";
import { faults } from "../domain/fault.ts";
import type { OperationName } from "../model/types.gen.ts";
import { TokenBucket } from "./token-bucket.ts";

export interface RateLimits {
  readonly clock: Clock;
  /** Requests a second that were set for a category in a region. */
  readonly provisioned: (region: string, category: ApiCategory) => number | undefined;
  /** Whether the service's default rates hold where none was set, those for each pool among them. */
  readonly byDefault: boolean;
}

/** Refuses a request of its caller's region that comes too soon; `input` is decoded. */
export type AdmitRequest = (operation: OperationName, region: string, input: object) => void;

/** Whoever makes up regions or pools does not fill the memory: what was used longest ago starts anew. */
const BUCKETS_AT_MOST = 10_000;

/** Holds the account's request rates, by what this process has seen. */
export function rateLimiter({ clock, provisioned, byDefault }: RateLimits): AdmitRequest {
  const buckets = new Map<string, TokenBucket>();

  const bucketOf = (name: string): TokenBucket => {
    const bucket = buckets.get(name) ?? new TokenBucket();
    buckets.delete(name);
    buckets.set(name, bucket);
    const [oldest] = buckets.size > BUCKETS_AT_MOST ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
    return bucket;
  };

  const take = (name: string, perSecond: number): void => {
    if (!bucketOf(name).take(clock.now(), perSecond)) throw faults.rateExceeded(name);
  };

  return (operation, region, input) => {
    const { UserPoolId: pool, ChallengeName: challenge } = isObject(input) ? input : {};
    const { category, share } = drawOf(operation, challenge);
    const limit = provisioned(region, category) ?? (byDefault ? freeLimit(category) : undefined);
    if (limit === undefined) return;
    if (byDefault && typeof pool === "string" && isBoundedByPool(category)) {
      take(`${operation} of ${pool} in ${region}`, POOL_RATE);
    }
    take(`${category} times ${share} in ${region}`, limit * share);
  };
}
