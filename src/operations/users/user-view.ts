import { attributeList } from "../../domain/attributes.ts";
import { shownMfaOptions } from "../../domain/mfa-options.ts";
import type { User } from "../../domain/user.ts";
import type { AttributeType, UserType } from "../../model/types.gen.ts";

type Viewed = Pick<
  User,
  "sub" | "username" | "status" | "enabled" | "attributes" | "mfaOptions" | "createdAt" | "updatedAt"
>;

/** A user as lists and AdminCreateUser show one, with all attributes unless others are given. */
export const userView = (user: Viewed, attributes: AttributeType[] = attributeList(user)): UserType => ({
  Username: user.username,
  Attributes: attributes,
  UserCreateDate: user.createdAt,
  UserLastModifiedDate: user.updatedAt,
  Enabled: user.enabled,
  UserStatus: user.status,
  MFAOptions: shownMfaOptions(user),
});
