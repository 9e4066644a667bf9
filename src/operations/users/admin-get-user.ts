import { attributeList } from "../../domain/attributes.ts";
import { shownMfaOptions } from "../../domain/mfa-options.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** A user with all attributes, whatever a client may read. */
export const AdminGetUser = operation("AdminGetUser", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const { user } = await requirePoolAndUser(tx, input, ctx.caller.origin);
    return {
      Username: user.username,
      UserAttributes: attributeList(user),
      UserCreateDate: user.createdAt,
      UserLastModifiedDate: user.updatedAt,
      Enabled: user.enabled,
      UserStatus: user.status,
      MFAOptions: shownMfaOptions(user),
    };
  }),
);
