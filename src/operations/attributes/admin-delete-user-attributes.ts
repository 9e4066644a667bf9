import { deletedAttributes } from "../../domain/attribute-update.ts";
import { requirePool } from "../../flows/pools.ts";
import { deleteAttributes } from "../../flows/update-attributes.ts";
import { requireUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Removes attributes of any user, whatever clients may write. */
export const AdminDeleteUserAttributes = operation("AdminDeleteUserAttributes", async (ctx, input) => {
  const read = await ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    return { pool, user: await requireUser(tx, pool, input.Username) };
  });
  const given = deletedAttributes(input.UserAttributeNames, "administrator");
  await deleteAttributes(ctx, { ...read, by: "administrator", given });
  return {};
});
