import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * A PreSignUp trigger: turns throw-away addresses down, and confirms at once who signs up with the invitation that was
 * mailed to the same address (SignUp's ValidationData: `invitation`). What administrators create passes.
 */
export const handler = async (event) => {
  if (event.triggerSource !== "PreSignUp_SignUp") return event;
  const { userAttributes, validationData } = event.request;
  const email = (userAttributes.email ?? "").toLowerCase();
  if (THROW_AWAY.has(email.split("@")[1])) throw new Error("please use an address that you will keep");
  if (isInvitation(validationData?.invitation, email)) {
    event.response.autoConfirmUser = true;
    event.response.autoVerifyEmail = true;
  }
  return event;
};

const THROW_AWAY = new Set(["mailinator.com", "guerrillamail.com", "10minutemail.com"]);

/** Who has the key makes an invitation as HMAC-SHA256 of the address, in hex. */
function isInvitation(invitation, email) {
  const key = process.env.INVITATION_KEY;
  if (!key || invitation === undefined) return false;
  const expected = createHmac("sha256", key).update(email).digest();
  const given = Buffer.from(invitation, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
