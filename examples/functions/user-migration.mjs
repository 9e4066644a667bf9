import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/**
 * A UserMigration trigger: takes users over from an old directory when they first sign in, with the password they had,
 * or when they forgot it. Whom it gives back as they came are nobody's, or wrote a wrong password: the service alone
 * decides what they are told.
 */
export const handler = async (event) => {
  const old = OLD_USERS.get(event.userName);
  if (old === undefined) return event;
  if (event.triggerSource === "UserMigration_Authentication") {
    if (!(await isPasswordOf(old, event.request.password))) return event;
    event.response.finalUserStatus = "CONFIRMED";
  }
  event.response.userAttributes = old.attributes;
  event.response.messageAction = "SUPPRESS";
  return event;
};

/** The old directory; it could as well be asked over the network. Passwords are hashed by scrypt (lena's: 0ld-Passw0rd). */
const OLD_USERS = new Map([
  [
    "lena",
    {
      salt: "lena-salt",
      hash: "138436e3fa6b02fa2fe1bb6d255f39e570c6d5a4d31d4dd504ada68ced7724c4",
      attributes: { email: "lena@example.com", email_verified: "true", name: "Lena" },
    },
  ],
]);

async function isPasswordOf({ salt, hash }, password) {
  const expected = Buffer.from(hash, "hex");
  return timingSafeEqual(await promisify(scrypt)(password, salt, expected.length), expected);
}
