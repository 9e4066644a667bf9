import { faults } from "../domain/fault.ts";
import { type Group, MOST_GROUPS, MOST_GROUPS_OF_USER } from "../domain/group.ts";
import type { Pool } from "../domain/pool.ts";
import type { User } from "../domain/user.ts";
import type { Context } from "../flows/context.ts";
import { newGroup } from "../flows/groups.ts";
import type { WriteTx } from "../store/db.ts";
import { insertMembers } from "../store/group-members.ts";
import { countGroups, findGroups } from "../store/groups.ts";
import { type Entry, memberAt, requestAt } from "./seed-content.ts";
import { at, SeedRefusal } from "./seed-refusal.ts";
import type { SeedUser } from "./seed-users.ts";

/** A group that is made where the pool has none of its name. */
export interface SeedGroup {
  readonly place: string;
  readonly group: Group;
}

/** Reads a pool's groups. Throws `SeedRefusal`. */
export function readGroups(
  tools: Pick<Context, "clock" | "random" | "settings">,
  pool: Pool,
  entries: readonly Entry[],
): SeedGroup[] {
  const owners = new Map<string, string>();
  return entries.map((entry) => {
    const { place } = entry;
    const request = requestAt("CreateGroup", entry, { UserPoolId: pool.id });
    const group = at(place, () => newGroup(tools, pool, request));
    const owner = owners.get(group.name);
    if (owner !== undefined) {
      throw new SeedRefusal(memberAt(place, "GroupName"), `the name is also that of ${owner}`);
    }
    owners.set(group.name, place);
    return { place, group };
  });
}

/** Refuses users who are to be in groups that the seed does not give their pool. */
export function requireTheirGroups(groups: readonly SeedGroup[], users: readonly SeedUser[]): void {
  const names = new Set(groups.map(({ group }) => group.name));
  for (const { place, groups } of users) {
    const unknown = groups.findIndex((name) => !names.has(name));
    if (unknown >= 0) {
      throw new SeedRefusal(`${memberAt(place, "Groups")}[${unknown}]`, "expected one of the pool's groups");
    }
    if (groups.length > MOST_GROUPS_OF_USER) {
      throw new SeedRefusal(
        memberAt(place, "Groups"),
        faults.tooManyGroupsOfUser(MOST_GROUPS_OF_USER).message,
      );
    }
  }
}

/** Those of the groups that the pool, which is there already unless it is new, has not got yet. */
export async function missingGroups(
  { db }: Pick<Context, "db">,
  place: string,
  { pool, isNew }: { readonly pool: Pool; readonly isNew: boolean },
  groups: readonly SeedGroup[],
): Promise<Group[]> {
  const all = groups.map(({ group }) => group);
  const names = all.map(({ name }) => name);
  const found = isNew ? [] : await db.read((tx) => findGroups(tx, pool.id, names));
  const has = new Set(found.map(({ name }) => name));
  const missing = all.filter(({ name }) => !has.has(name));
  const count = isNew ? 0 : await db.read((tx) => countGroups(tx, pool.id, MOST_GROUPS));
  if (missing.length > 0 && count + missing.length > MOST_GROUPS) {
    throw new SeedRefusal(memberAt(place, "groups"), faults.tooManyGroups(MOST_GROUPS).message);
  }
  return missing;
}

interface NewMember {
  readonly user: User;
  readonly groups: readonly string[];
}

/** Puts users who are stored in the same transaction into their groups. Throws `SeedRefusal`. */
export async function joinGroups(
  tx: WriteTx,
  { clock }: Pick<Context, "clock">,
  place: string,
  { id: poolId }: Pool,
  members: readonly NewMember[],
): Promise<void> {
  const names = [...new Set(members.flatMap(({ groups }) => groups))];
  const ids = new Map((await findGroups(tx, poolId, names)).map(({ name, id }) => [name, id]));
  const addedAt = clock.now();
  const memberships = members.flatMap(({ user: { sub }, groups }) =>
    groups.map((name) => {
      const groupId = ids.get(name);
      if (groupId === undefined) throw new SeedRefusal(place, `the group ${name} was deleted meanwhile`);
      return { poolId, groupId, sub, addedAt };
    }),
  );
  await insertMembers(tx, memberships);
}
