import type { Pool } from "./pool.ts";
import type { User } from "./user.ts";

export type Medium = "EMAIL" | "SMS";
export type ContactAttribute = "email" | "phone_number";

/** Where a code goes. */
export interface Destination {
  readonly attribute: ContactAttribute;
  readonly medium: Medium;
  readonly address: string;
}

export type RecoveryRoute =
  | { readonly kind: "send"; readonly to: Destination }
  /** The pool leaves recovery to its administrators. */
  | { readonly kind: "administrator" }
  | { readonly kind: "noContact" };

const MECHANISMS: Readonly<Record<string, ContactAttribute>> = {
  verified_email: "email",
  verified_phone_number: "phone_number",
};

/** What a pool without an AccountRecoverySetting does. */
const LEGACY_ORDER = ["verified_phone_number", "verified_email"];

const MEDIUM_OF: Readonly<Record<ContactAttribute, Medium>> = { email: "EMAIL", phone_number: "SMS" };

export const mediumOf = (attribute: ContactAttribute): Medium => MEDIUM_OF[attribute];

/** The pool's recovery mechanisms, the preferred one first. */
export function recoveryOrder(pool: Pool): string[] {
  const mechanisms = pool.settings.AccountRecoverySetting?.RecoveryMechanisms;
  if (!mechanisms || mechanisms.length === 0) return LEGACY_ORDER;
  return [...mechanisms].sort((a, b) => a.Priority - b.Priority).map(({ Name }) => Name);
}

/** Whether nobody of the pool recovers a password without an administrator. */
export const isLeftToAdministrators = (pool: Pool): boolean => recoveryOrder(pool).includes("admin_only");

/** Whether a user has a contact, and proved it. */
export const isVerified = (attributes: User["attributes"], contact: ContactAttribute): boolean =>
  Boolean(attributes[contact]) && attributes[`${contact}_verified`] === "true";

/** Chooses the channel of a reset code: the first of the pool's mechanisms that the user has verified. */
export function recoveryRoute(pool: Pool, user: User): RecoveryRoute {
  if (isLeftToAdministrators(pool)) return { kind: "administrator" };
  for (const mechanism of recoveryOrder(pool)) {
    const attribute = MECHANISMS[mechanism];
    const address = attribute && user.attributes[attribute];
    if (address && isVerified(user.attributes, attribute)) {
      return { kind: "send", to: { attribute, medium: mediumOf(attribute), address } };
    }
  }
  return { kind: "noContact" };
}

/** An address as answers show it: `j***@e***`, `+*******9934`. */
export function maskedAddress(medium: Medium, address: string): string {
  if (medium === "SMS") {
    const digits = address.replace(/^\+/, "");
    return `+${"*".repeat(Math.max(0, digits.length - 4))}${digits.slice(-4)}`;
  }
  const at = address.lastIndexOf("@");
  return `${address.slice(0, 1)}***@${address.slice(at + 1, at + 2)}***`;
}
