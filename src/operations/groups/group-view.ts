import type { Group } from "../../domain/group.ts";
import type { GroupType } from "../../model/types.gen.ts";

/** A group as the API shows it, members in the service's order. */
export const groupView = (group: Group): GroupType => ({
  GroupName: group.name,
  UserPoolId: group.poolId,
  Description: group.description ?? undefined,
  RoleArn: group.roleArn ?? undefined,
  Precedence: group.precedence ?? undefined,
  LastModifiedDate: group.updatedAt,
  CreationDate: group.createdAt,
});
