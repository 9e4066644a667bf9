import { givenAttributes } from "../../domain/attribute-update.ts";
import { updateAttributes } from "../../flows/update-attributes.ts";
import { requirePoolAndUser } from "../../flows/users.ts";
import { operation } from "../operation.ts";

/** Changes attributes of any user, whatever clients may write; can tell as well that a contact is verified. */
export const AdminUpdateUserAttributes = operation("AdminUpdateUserAttributes", async (ctx, input) => {
  const { origin } = ctx.caller;
  const read = await ctx.db.read((tx) => requirePoolAndUser(tx, input, origin));
  await updateAttributes(ctx, {
    ...read,
    by: "administrator",
    given: givenAttributes(input.UserAttributes, "administrator"),
    clientMetadata: input.ClientMetadata,
    userAgent: origin.userAgent,
  });
  return {};
});
