import type { Random } from "../base/random.ts";
import { operationNames } from "../model/operations.ts";

/** Lets a key perform some operations, on one pool or on all. */
export interface AllowRule {
  /** An operation's name, or the beginning of names with a `*` after it. */
  readonly operations: string;
  /** A pool's id, or the beginning of ids with a `*` after it; null: any pool, and what concerns none. */
  readonly pool: string | null;
}

export const ALLOW_EVERYTHING: readonly AllowRule[] = [{ operations: "*", pool: null }];

const RULE = /^(?<operations>[A-Za-z]+\*?|\*)(@(?<pool>[\w-]+\*?))?$/;
const POOL = /^[a-z0-9-]+_[A-Za-z0-9]*\*?$/;

/**
 * Reads rules separated by commas: `Admin*`, `ListUsers`, `Admin*@us-east-1_abc`, and `us-east-1_abc` for all
 * operations on that pool. Undefined where one of them is malformed, or names what is no operation.
 */
export function parseAllow(text: string): AllowRule[] | undefined {
  const rules = text.split(",").map((part) => parseRule(part.trim()));
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function parseRule(text: string): AllowRule | undefined {
  if (POOL.test(text)) return { operations: "*", pool: text };
  const { operations, pool } = RULE.exec(text)?.groups ?? {};
  if (operations === undefined || (pool !== undefined && !POOL.test(pool))) return undefined;
  if (!operationNames.some((name) => fits(operations, name))) return undefined;
  return { operations, pool: pool ?? null };
}

/** A rule as `parseAllow` reads it. */
export const formatRule = ({ operations, pool }: AllowRule): string =>
  pool === null ? operations : `${operations}@${pool}`;

/** `poolId` is undefined where the operation concerns no pool, or none can be told. */
export const allows = (rules: readonly AllowRule[], operation: string, poolId: string | undefined): boolean =>
  rules.some(
    (rule) =>
      fits(rule.operations, operation) &&
      (rule.pool === null || (poolId !== undefined && fits(rule.pool, poolId))),
  );

const fits = (pattern: string, name: string): boolean =>
  pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

const UPPER_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Not Amazon's `AKIA…`, so that nobody takes one of ours for a key to an AWS account. */
export const newAccessKeyId = (random: Random): string => `PK${random.text(18, UPPER_ALPHANUMERIC)}`;

export const newSecretAccessKey = (random: Random): string => random.alphanumeric(40);

/** What an access key's secret is sealed for. */
export const accessKeyContext = (id: string): string => `access-key:${id}`;
