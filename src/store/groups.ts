import type { Selection } from "kysely";
import type { UserPoolId } from "../base/ids.ts";
import type { Group } from "../domain/group.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { requestErasure } from "./erasures.ts";
import { fromJson, toJson } from "./json-text.ts";
import { pieces } from "./pieces.ts";
import { countRows } from "./pool-rows.ts";
import type { Tables } from "./tables.ts";

export const groupColumns = [
  "groups.pool_id as group_pool_id",
  "groups.id as group_id",
  "groups.name as group_name",
  "groups.description as group_description",
  "groups.role_arn as group_role_arn",
  "groups.precedence as group_precedence",
  "groups.created_at as group_created_at",
  "groups.updated_at as group_updated_at",
  "groups.version as group_version",
] as const;

type GroupRow = Selection<Tables, "groups", (typeof groupColumns)[number]>;

export const toGroup = (row: GroupRow): Group => ({
  poolId: row.group_pool_id,
  id: row.group_id,
  name: row.group_name,
  description: row.group_description && fromJson(row.group_description),
  roleArn: row.group_role_arn,
  precedence: row.group_precedence,
  createdAt: row.group_created_at,
  updatedAt: row.group_updated_at,
  version: row.group_version,
});

const changing = (group: Group) => ({
  description: group.description === null ? null : toJson(group.description),
  role_arn: group.roleArn,
  precedence: group.precedence,
  updated_at: group.updatedAt,
});

const rowOf = (group: Group): Tables["groups"] => ({
  pool_id: group.poolId,
  id: group.id,
  name: group.name,
  ...changing(group),
  created_at: group.createdAt,
  version: group.version,
});

const GROUPS_A_STATEMENT = 128;
const NAMES_A_STATEMENT = 512;

/** Stores those whose names are free, and says how many. */
export async function insertGroups(tx: WriteTx, groups: readonly Group[]): Promise<number> {
  let inserted = 0n;
  for (const some of pieces(groups, GROUPS_A_STATEMENT)) {
    const { numInsertedOrUpdatedRows = 0n } = await tx
      .insertInto("groups")
      .values(some.map(rowOf))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    inserted += numInsertedOrUpdatedRows;
  }
  return Number(inserted);
}

export async function findGroup(tx: ReadTx, poolId: UserPoolId, name: string): Promise<Group | undefined> {
  const row = await tx
    .selectFrom("groups")
    .select(groupColumns)
    .where("pool_id", "=", poolId)
    .where("name", "=", name)
    .executeTakeFirst();
  return row && toGroup(row);
}

/** Those of a pool's groups that have these names. */
export async function findGroups(tx: ReadTx, poolId: UserPoolId, names: readonly string[]): Promise<Group[]> {
  const found: Group[] = [];
  for (const some of pieces(names, NAMES_A_STATEMENT)) {
    const rows = await tx
      .selectFrom("groups")
      .select(groupColumns)
      .where("pool_id", "=", poolId)
      .where("name", "in", some)
      .execute();
    found.push(...rows.map(toGroup));
  }
  return found;
}

/** A pool's groups in the order of their names, from behind the name `after`. */
export async function listGroups(
  tx: ReadTx,
  poolId: UserPoolId,
  after: string | undefined,
  limit: number,
): Promise<Group[]> {
  const rows = await tx
    .selectFrom("groups")
    .select(groupColumns)
    .where("pool_id", "=", poolId)
    .where("name", ">", after ?? "")
    .orderBy("name")
    .limit(limit)
    .execute();
  return rows.map(toGroup);
}

/** Counts a pool's groups, but no further than `atMost`. */
export const countGroups = (tx: ReadTx, poolId: UserPoolId, atMost: number): Promise<number> =>
  countRows(tx, "groups", poolId, atMost);

/** Writes `group` over the version it was read at; false where that is no longer the latest. */
export async function updateGroup(tx: WriteTx, group: Group): Promise<boolean> {
  const result = await tx
    .updateTable("groups")
    .set({ ...changing(group), version: group.version + 1 })
    .where("pool_id", "=", group.poolId)
    .where("id", "=", group.id)
    .where("version", "=", group.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Removes the group; nothing leads to its members any more. They are erased by and by: so is one who is added in a
 * transaction beside this one, which then still finds the group.
 */
export async function removeGroup(
  tx: WriteTx,
  { poolId, id }: Pick<Group, "poolId" | "id">,
  now: number,
): Promise<boolean> {
  const result = await tx
    .deleteFrom("groups")
    .where("pool_id", "=", poolId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) return false;
  await requestErasure(tx, { poolId, kind: "group", targetId: id, requestedAt: now });
  return true;
}
