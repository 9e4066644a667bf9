import { faults } from "./fault.ts";
import { type ContactAttribute, type Destination, mediumOf } from "./recovery.ts";
import type { User } from "./user.ts";

/** The attributes that a code can be sent to. */
export const CONTACTS: readonly ContactAttribute[] = ["email", "phone_number"];

/** The contact that an attribute's name in a request means. */
export function contactNamed(name: string): ContactAttribute {
  const contact = CONTACTS.find((attribute) => attribute === name);
  if (!contact) throw faults.onlyContactsAreVerified();
  return contact;
}

export const destinationAt = (attribute: ContactAttribute, address: string): Destination => ({
  attribute,
  medium: mediumOf(attribute),
  address,
});

/** Where a code for a contact of the user's goes. */
export function contactOf(
  { attributes }: Pick<User, "attributes">,
  attribute: ContactAttribute,
): Destination {
  const address = attributes[attribute];
  if (address === undefined) throw faults.noSuchContact(attribute);
  return destinationAt(attribute, address);
}

/** The attribute that says whether a contact is verified. */
export const verifiedFlag = (attribute: ContactAttribute): `${ContactAttribute}_verified` =>
  `${attribute}_verified`;
