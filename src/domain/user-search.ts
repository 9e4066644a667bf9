import type { UserAttributes } from "./user.ts";

/** Attributes whose values ListUsers finds through an index of their own. */
export const SEARCHED_ATTRIBUTES = [
  "email",
  "phone_number",
  "name",
  "given_name",
  "family_name",
  "preferred_username",
] as const;

export type SearchedAttribute = "username" | (typeof SEARCHED_ATTRIBUTES)[number];

/** One value under which ListUsers finds a user. */
export interface SearchKey {
  readonly attribute: SearchedAttribute;
  readonly value: string;
}

/**
 * In characters; no database indexes a value without limit. A filter's value is always shorter: it has less than 256
 * characters, of which lower case makes 2 each at most.
 */
const LONGEST = 512;

const firstCharacters = (text: string, count: number): string =>
  text.length <= count ? text : [...text].slice(0, count).join("");

/** Lower case, letter by letter: so that what a text begins with, its lower case begins with too. */
const foldCase = (text: string): string => text.toLowerCase().replaceAll("ς", "σ");

/** Puts a replacement for each character that some database can't keep (see `isStorable`). */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "\ufffd");

/** How a value is searched for: usernames as they are, all others whatever their case. */
export const searchValue = (attribute: SearchedAttribute, value: string): string =>
  firstCharacters(storable(attribute === "username" ? value : foldCase(value)), LONGEST);

/** All values under which a user is found. */
export function searchKeysOf(username: string, attributes: UserAttributes): SearchKey[] {
  const keys: SearchKey[] = [{ attribute: "username", value: searchValue("username", username) }];
  for (const attribute of SEARCHED_ATTRIBUTES) {
    const value = attributes[attribute];
    if (value !== undefined) keys.push({ attribute, value: searchValue(attribute, value) });
  }
  return keys;
}
