import { sql } from "kysely";
import type { Sub, UserPoolId } from "../base/ids.ts";
import type { Group } from "../domain/group.ts";
import type { User } from "../domain/user.ts";
import type { ReadTx, WriteTx } from "./db.ts";
import { groupColumns, toGroup } from "./groups.ts";
import { pieces } from "./pieces.ts";
import { behind } from "./pool-rows.ts";
import { toUser, userColumns } from "./users.ts";

type GroupId = Pick<Group, "poolId" | "id">;
type UserId = Pick<User, "poolId" | "sub">;

/** A user's place in a group. */
export interface Membership {
  readonly poolId: UserPoolId;
  readonly groupId: string;
  readonly sub: Sub;
  readonly addedAt: number;
}

const MEMBERS_A_STATEMENT = 512;

/** Adds those who are not in their groups yet, and says how many. */
export async function insertMembers(tx: WriteTx, members: readonly Membership[]): Promise<number> {
  let inserted = 0n;
  for (const some of pieces(members, MEMBERS_A_STATEMENT)) {
    const { numInsertedOrUpdatedRows = 0n } = await tx
      .insertInto("group_members")
      .values(
        some.map(({ poolId, groupId, sub, addedAt }) => ({
          pool_id: poolId,
          sub,
          group_id: groupId,
          added_at: addedAt,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    inserted += numInsertedOrUpdatedRows;
  }
  return Number(inserted);
}

export async function removeMember(tx: WriteTx, group: GroupId, { sub }: Pick<User, "sub">): Promise<void> {
  await tx
    .deleteFrom("group_members")
    .where("pool_id", "=", group.poolId)
    .where("sub", "=", sub)
    .where("group_id", "=", group.id)
    .execute();
}

/**
 * Makes whoever adds the same user to a group, or deletes the user, wait for the end of this transaction; false where
 * there is no such user.
 */
export async function holdUser(tx: WriteTx, { poolId, sub }: UserId): Promise<boolean> {
  const result = await tx
    .updateTable("users")
    .set((eb) => ({ version: eb.ref("version") }))
    .where("pool_id", "=", poolId)
    .where("sub", "=", sub)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Behind every precedence there is. */
const rank = sql<number>`coalesce(groups.precedence, 2147483648)`;
const rankOf = ({ precedence }: Pick<Group, "precedence">): number => precedence ?? 2_147_483_648;

/** A stretch of a list: so many items from behind one that need not be there any more. */
export interface Stretch<Place> {
  readonly after: Place | undefined;
  readonly limit: number;
}

/** Where a group stands among a user's. */
export type GroupPlace = Pick<Group, "precedence" | "name">;

/** The groups that a user is in, the one that counts most first; all of them, or a stretch. */
export async function listGroupsOfUser(
  tx: ReadTx,
  { poolId, sub }: UserId,
  stretch?: Stretch<GroupPlace>,
): Promise<Group[]> {
  let query = tx
    .selectFrom("group_members")
    .innerJoin("groups", (join) =>
      join
        .onRef("groups.pool_id", "=", "group_members.pool_id")
        .onRef("groups.id", "=", "group_members.group_id"),
    )
    .select(groupColumns)
    .where("group_members.pool_id", "=", poolId)
    .where("group_members.sub", "=", sub)
    .orderBy(rank)
    .orderBy("groups.name");
  if (stretch) query = query.limit(stretch.limit);
  const after = stretch?.after;
  if (after) query = query.where(sql<boolean>`(${rank}, groups.name) > (${rankOf(after)}, ${after.name})`);
  return (await query.execute()).map(toGroup);
}

/** Where a user stands among a group's. */
export type MemberPlace = Pick<Membership, "addedAt" | "sub">;

export interface Member extends MemberPlace {
  readonly user: User;
}

/** The users in a group, those who came first before the others. */
export async function listMembers(
  tx: ReadTx,
  group: GroupId,
  { after, limit }: Stretch<MemberPlace>,
): Promise<Member[]> {
  const rows = await tx
    .selectFrom("group_members")
    .innerJoin("users", (join) =>
      join.onRef("users.pool_id", "=", "group_members.pool_id").onRef("users.sub", "=", "group_members.sub"),
    )
    .select(userColumns)
    .select("group_members.added_at")
    .where("group_members.pool_id", "=", group.poolId)
    .where("group_members.group_id", "=", group.id)
    .where(behind(["group_members.added_at", "group_members.sub"], after && [after.addedAt, after.sub]))
    .orderBy("group_members.added_at")
    .orderBy("group_members.sub")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ user: toUser(row), sub: row.user_sub, addedAt: row.added_at }));
}
