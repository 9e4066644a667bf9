import { contactNamed } from "../../domain/contacts.ts";
import { deliveryDetails } from "../../flows/send-code.ts";
import { sendVerificationCode } from "../../flows/verify-attribute.ts";
import { operation } from "../operation.ts";

/** Sends the signed-in user a code for an e-mail address or a phone number, whatever the pool verifies by itself. */
export const GetUserAttributeVerificationCode = operation(
  "GetUserAttributeVerificationCode",
  async (ctx, input) => {
    const attribute = contactNamed(input.AttributeName);
    const to = await sendVerificationCode(ctx, ctx.caller, attribute, input.ClientMetadata);
    return { CodeDeliveryDetails: deliveryDetails(to) };
  },
);
