import { givenAttributes } from "../../domain/attribute-update.ts";
import { deliveryDetails } from "../../flows/send-code.ts";
import { updateAttributes } from "../../flows/update-attributes.ts";
import { operation } from "../operation.ts";

/** Changes attributes of the signed-in user, as far as the token's client may write them. */
export const UpdateUserAttributes = operation("UpdateUserAttributes", async (ctx, input) => {
  const { pool, client, user, origin } = ctx.caller;
  const sent = await updateAttributes(ctx, {
    pool,
    user,
    by: client,
    given: givenAttributes(input.UserAttributes, client),
    clientMetadata: input.ClientMetadata,
    userAgent: origin.userAgent,
  });
  return { CodeDeliveryDetailsList: sent.map(deliveryDetails) };
});
