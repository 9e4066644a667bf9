import type { UserPoolId } from "../base/ids.ts";
import { faults } from "./fault.ts";
import { NO_GROUPS, type TokenGroups } from "./tokens/groups.ts";

/** A group of a pool's users. */
export interface Group {
  readonly poolId: UserPoolId;
  /** Never given again: a group made anew under the name of a deleted one is another. */
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly roleArn: string | null;
  /** The lower it is the more the group counts; one without counts least. */
  readonly precedence: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

/** Quotas of the service. */
export const MOST_GROUPS = 10_000;
export const MOST_GROUPS_OF_USER = 100;

/** Refuses a role of another account than the server's own: what stands between the fourth and the fifth colon. */
export function requireOwnRole(roleArn: string | undefined, account: string): void {
  if (roleArn !== undefined && roleArn.split(":")[4] !== account) throw faults.crossAccountRole();
}

type Member = Pick<Group, "name" | "roleArn" | "precedence">;

/** What tokens tell of a user's groups, which come in the order of their precedence. */
export function tokenGroupsOf(groups: readonly Member[]): TokenGroups {
  if (groups.length === 0) return NO_GROUPS;
  return {
    names: groups.map(({ name }) => name),
    roles: rolesOf(groups),
    preferredRole: preferredRoleOf(groups.filter(({ roleArn }) => roleArn !== null)),
  };
}

const rolesOf = (groups: readonly Member[]): string[] => [
  ...new Set(groups.flatMap(({ roleArn }) => roleArn ?? [])),
];

/** The role of those that count most, unless they disagree. */
function preferredRoleOf(groups: readonly Member[]): string | null {
  const most = groups.filter(({ precedence }) => precedence === groups[0]?.precedence);
  const [role = null, ...others] = rolesOf(most);
  return others.length === 0 ? role : null;
}
