import type { Fault } from "./fault.ts";
import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";
import { checkReservedTags, RESERVED_TAGS } from "./reserved-tags.ts";

export type Tags = Readonly<Record<string, string>>;

const MOST_TAGS = 50;
const OF_THE_SERVICE = /^aws:/i;

/** How a refusal of tags is named: by the operations about pools in one way, by those about tags in another. */
export type TagRefusal = "UserPoolTaggingException" | "InvalidParameterException";

/** The first reason why a pool can't have these tags, in all. */
export function tagFault(tags: Tags, name: TagRefusal): Fault | undefined {
  const keys = Object.keys(tags);
  const reserved = keys.find((key) => OF_THE_SERVICE.test(key));
  if (reserved !== undefined) return faults.tagKeyReserved(name, reserved);
  return keys.length > MOST_TAGS ? faults.tooManyTags(name, MOST_TAGS) : undefined;
}

/** Refuses what Poolkeeper's own tags can't say of a pool that is there; it has its id for good. */
export function checkReservedTagsOf({ id }: Pick<Pool, "id">, tags: Tags): void {
  checkReservedTags(tags);
  const claimed = tags[RESERVED_TAGS.poolId];
  if (claimed !== undefined && claimed !== id) throw faults.reservedTagInvalid(RESERVED_TAGS.poolId);
}
