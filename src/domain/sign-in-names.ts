import { sha256, toHex, utf8 } from "../base/bytes.ts";
import { isStorable } from "../base/text.ts";
import { isEmail, isPhoneNumber } from "./attributes.ts";
import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";
import type { UserAttributes } from "./user.ts";

export type NameKind = "username" | "email" | "phone_number" | "preferred_username";

/** One of the names a user signs in with, as it is looked up. */
export interface SignInName {
  readonly kind: NameKind;
  readonly key: string;
}

export const isCaseSensitive = (pool: Pool): boolean =>
  pool.settings.UsernameConfiguration?.CaseSensitive ?? true;

/** Keys of names up to this length are the names themselves; no database indexes a text without limit. */
const LONGEST_KEY = 255;
const HASHED_TAIL = 64;

/** The form under which a name is looked up: folded where the pool ignores case, its end hashed where it is long. */
export function nameKey(pool: Pool, name: string): string {
  const folded = isCaseSensitive(pool) ? name : name.toLowerCase();
  if (folded.length <= LONGEST_KEY) return folded;
  // One longer than any name that is kept as it is, so that it can't be anybody's name.
  const head = folded.slice(0, LONGEST_KEY + 1 - HASHED_TAIL);
  return `${head.toWellFormed()}${toHex(sha256(utf8(folded)))}`;
}

/** Whether the pool's users sign in by e-mail address or phone number, their username being their `sub`. */
export const usesAttributesAsUsername = (pool: Pool): boolean =>
  (pool.settings.UsernameAttributes?.length ?? 0) > 0;

/** How a pool takes the `Username` of a new user: as the username itself, or as an attribute's value. */
export type NewUsername =
  | { readonly kind: "username" }
  | { readonly kind: "attribute"; readonly attribute: "email" | "phone_number" };

/** Refuses a `Username` that does not fit the pool's configuration. */
export function readNewUsername(pool: Pool, username: string): NewUsername {
  const { UsernameAttributes = [], AliasAttributes = [] } = pool.settings;
  const email = isEmail(username);
  const phone = isPhoneNumber(username);
  if (UsernameAttributes.length === 0) {
    if (email && AliasAttributes.includes("email")) throw faults.usernameIsEmailShaped();
    if (phone && AliasAttributes.includes("phone_number")) throw faults.usernameIsPhoneShaped();
    return { kind: "username" };
  }
  if (email && UsernameAttributes.includes("email")) return { kind: "attribute", attribute: "email" };
  if (phone && UsernameAttributes.includes("phone_number")) {
    return { kind: "attribute", attribute: "phone_number" };
  }
  if (UsernameAttributes.length > 1) throw faults.usernameShouldBeEmailOrPhoneNumber();
  throw UsernameAttributes.includes("email")
    ? faults.usernameShouldBeEmail()
    : faults.usernameShouldBePhoneNumber();
}

/** Every name that finds this user, but for the `sub`, which always does. */
export function signInNames(pool: Pool, username: string, attributes: UserAttributes): SignInName[] {
  const { UsernameAttributes = [], AliasAttributes = [] } = pool.settings;
  const names: SignInName[] = [{ kind: "username", key: nameKey(pool, username) }];
  for (const kind of UsernameAttributes) {
    const value = attributes[kind];
    if (value !== undefined) names.push({ kind, key: nameKey(pool, value) });
  }
  for (const kind of AliasAttributes) {
    const value = attributes[kind];
    const counts = kind === "preferred_username" || attributes[`${kind}_verified`] === "true";
    // Of these only a preferred username may hold just any characters.
    if (value !== undefined && counts && isStorable(value)) names.push({ kind, key: nameKey(pool, value) });
  }
  return names;
}

/** Whether a name passes to the user who verifies it last: aliases do that can be verified, logins don't. */
export const isMovable = (pool: Pool, kind: NameKind): boolean =>
  !usesAttributesAsUsername(pool) && (kind === "email" || kind === "phone_number");
