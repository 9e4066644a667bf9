import { deletedAttributes } from "../../domain/attribute-update.ts";
import { deleteAttributes } from "../../flows/update-attributes.ts";
import { operation } from "../operation.ts";

/** Removes attributes of the signed-in user, as far as the token's client may write them. */
export const DeleteUserAttributes = operation("DeleteUserAttributes", async (ctx, input) => {
  const { pool, client, user } = ctx.caller;
  const given = deletedAttributes(input.UserAttributeNames, client);
  await deleteAttributes(ctx, { pool, user, by: client, given });
  return {};
});
