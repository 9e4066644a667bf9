import { contactNamed } from "../../domain/contacts.ts";
import { codeRefusal } from "../../flows/codes.ts";
import { verifyAttribute } from "../../flows/verify-attribute.ts";
import { operation } from "../operation.ts";

/** Takes the code that went to a contact of the signed-in user, which is verified from then on. */
export const VerifyUserAttribute = operation("VerifyUserAttribute", async (ctx, input) => {
  const verdict = await verifyAttribute(ctx, ctx.caller, contactNamed(input.AttributeName), input.Code);
  if (verdict !== "right") throw codeRefusal(verdict);
  return {};
});
