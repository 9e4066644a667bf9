import { faults } from "../domain/fault.ts";
import {
  type Group,
  MOST_GROUPS,
  MOST_GROUPS_OF_USER,
  requireOwnRole,
  tokenGroupsOf,
} from "../domain/group.ts";
import type { Pool } from "../domain/pool.ts";
import type { TokenGroups } from "../domain/tokens/groups.ts";
import type { User } from "../domain/user.ts";
import type { CreateGroupRequest } from "../model/types.gen.ts";
import { LostRace, type ReadTx, type WriteTx } from "../store/db.ts";
import { holdUser, insertMembers, listGroupsOfUser } from "../store/group-members.ts";
import { countGroups, findGroup, insertGroups, updateGroup } from "../store/groups.ts";
import type { Context } from "./context.ts";

/** A group of a pool, as a request asks for it. */
export function newGroup(
  { clock, random, settings }: Pick<Context, "clock" | "random" | "settings">,
  { id: poolId }: Pick<Pool, "id">,
  { GroupName, Description, RoleArn, Precedence }: CreateGroupRequest,
): Group {
  requireOwnRole(RoleArn, settings.account);
  const now = clock.now();
  return {
    poolId,
    id: random.uuid(),
    name: GroupName,
    description: Description ?? null,
    roleArn: RoleArn ?? null,
    precedence: Precedence ?? null,
    createdAt: now,
    updatedAt: now,
    version: 1,
  };
}

/** Stores a new group. Throws to undo the whole transaction. */
export async function addGroup(tx: WriteTx, group: Group): Promise<void> {
  if ((await insertGroups(tx, [group])) === 0) throw faults.groupExists();
  const count = await countGroups(tx, group.poolId, MOST_GROUPS + 1);
  if (count > MOST_GROUPS) throw faults.tooManyGroups(MOST_GROUPS);
}

export async function requireGroup(tx: ReadTx, { id }: Pool, name: string): Promise<Group> {
  const group = await findGroup(tx, id, name);
  if (!group) throw faults.groupNotFound();
  return group;
}

/** Stores a group read in this transaction; where another one changed it meanwhile, the transaction runs again. */
export async function saveGroup(tx: WriteTx, group: Group): Promise<void> {
  if (!(await updateGroup(tx, group))) throw new LostRace(`group ${group.id} was changed meanwhile`);
}

/** Puts a user into a group, where the user may be already. Throws to undo the whole transaction. */
export async function addToGroup(
  tx: WriteTx,
  { clock }: Pick<Context, "clock">,
  { poolId, sub }: User,
  group: Group,
): Promise<void> {
  // Else the deletion of the user could miss the membership, and two requests the limit.
  if (!(await holdUser(tx, { poolId, sub }))) throw faults.userNotFound();
  const membership = { poolId, groupId: group.id, sub, addedAt: clock.now() };
  if ((await insertMembers(tx, [membership])) === 0) return;
  const groups = await listGroupsOfUser(tx, { poolId, sub });
  if (groups.length > MOST_GROUPS_OF_USER) throw faults.tooManyGroupsOfUser(MOST_GROUPS_OF_USER);
}

/** What a user's tokens are to tell of the groups that the user is in now. */
export const groupsForTokens = async (tx: ReadTx, user: User): Promise<TokenGroups> =>
  tokenGroupsOf(await listGroupsOfUser(tx, user));
