import type { AppClient } from "./app-client.ts";
import { mayWrite } from "./attribute-permissions.ts";
import { attributesOfNewUser, requireComplete } from "./attributes.ts";
import { CONTACTS, destinationAt, verifiedFlag } from "./contacts.ts";
import { faults } from "./fault.ts";
import { requirePolicy } from "./password-policy.ts";
import { allowsPasswordless, requireContact } from "./passwordless.ts";
import type { Pool } from "./pool.ts";
import type { ContactAttribute, Destination } from "./recovery.ts";
import { declarationOf } from "./schema.ts";
import type { User, UserAttributes } from "./user.ts";

/** A code that could go either way goes by SMS. */
const PREFERENCE: readonly ContactAttribute[] = ["phone_number", "email"];

/** The contacts that a pool has its new users prove, the preferred one first. */
export const autoVerified = ({ settings }: Pool): readonly ContactAttribute[] =>
  PREFERENCE.filter((contact) => settings.AutoVerifiedAttributes?.includes(contact));

/** Where the code goes that confirms a sign-up; undefined where the pool sends none. */
export function confirmationRoute(
  pool: Pool,
  { attributes }: Pick<User, "attributes">,
): Destination | undefined {
  for (const attribute of autoVerified(pool)) {
    const address = attributes[attribute];
    if (address !== undefined) return destinationAt(attribute, address);
  }
  return undefined;
}

/** The attributes that somebody signs up with; `login` is the one that the username stands for, if any. */
export function attributesOfSignUp(
  pool: Pool,
  client: AppClient,
  given: ReadonlyMap<string, string>,
  login: Readonly<Partial<Record<ContactAttribute, string>>>,
): UserAttributes {
  const schema = pool.settings.SchemaAttributes;
  for (const name of given.keys()) {
    if (!declarationOf(schema, name)) throw faults.attributeTypeUnknown(name);
    if (!mayWrite(client, name)) throw faults.attributeNotWritable();
  }
  if (given.get("preferred_username") && pool.settings.AliasAttributes?.includes("preferred_username")) {
    throw faults.preferredUsernameTooEarly();
  }
  const attributes = attributesOfNewUser(schema, new Map([...given, ...Object.entries(login)]));
  requireComplete(schema, attributes, "allNow");
  return attributes;
}

/** A new user's attributes with each contact marked as verified or not. */
export const withContactsMarked = (
  attributes: UserAttributes,
  verified: readonly ContactAttribute[],
): UserAttributes => ({
  ...attributes,
  ...Object.fromEntries(
    CONTACTS.filter((contact) => attributes[contact] !== undefined).map((contact) => [
      verifiedFlag(contact),
      String(verified.includes(contact)),
    ]),
  ),
});

/** Refuses a password that the pool does not take, and none where the pool wants one. */
export function requireSignUpPassword(
  pool: Pool,
  password: string | undefined,
  attributes: UserAttributes,
): void {
  if (password !== undefined) {
    requirePolicy(pool, password, "signUp");
    return;
  }
  if (!allowsPasswordless(pool)) throw faults.signUpPasswordMissing();
  requireContact(attributes);
}

/** Refuses to confirm whoever does not wait for it. */
export function requireUnconfirmed({ status }: Pick<User, "status">): void {
  if (status !== "UNCONFIRMED") throw faults.userNotConfirmable(status);
}
