import { deletedAttributes } from "../../domain/attribute-update.ts";
import { deleteAttributes } from "../../flows/update-attributes.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Removes attributes of any user, whatever clients may write. */
export const AdminDeleteUserAttributes = operation("AdminDeleteUserAttributes", async (ctx, input) => {
  const read = await ctx.db.read((tx) => requirePoolAndUser(tx, input, ctx.caller.origin));
  const given = deletedAttributes(input.UserAttributeNames, "administrator");
  await deleteAttributes(ctx, { ...read, by: "administrator", given });
  return {};
});
