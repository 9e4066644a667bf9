import { attributeList } from "../../domain/attributes.ts";
import { shownMfaOptions } from "../../domain/mfa-options.ts";
import { requirePool } from "../../flows/pools.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** A user with all attributes, whatever a client may read. */
export const AdminGetUser = operation("AdminGetUser", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const user = await requireUser(tx, pool, input.Username);
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
