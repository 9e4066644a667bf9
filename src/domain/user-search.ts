import { isStorable } from "../base/text.ts";
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

/** No filter holds a longer value, and no database indexes one without limit. */
const LONGEST = 256;

/** How a value is searched for: usernames as they are, all others in lower case. */
export const searchValue = (attribute: SearchedAttribute, value: string): string =>
  [...(attribute === "username" ? value : value.toLowerCase())].slice(0, LONGEST).join("");

/** All values under which a user is found. */
export function searchKeysOf(username: string, attributes: UserAttributes): SearchKey[] {
  const keys: SearchKey[] = [{ attribute: "username", value: searchValue("username", username) }];
  for (const attribute of SEARCHED_ATTRIBUTES) {
    const value = attributes[attribute];
    // What no filter can hold is not searched for.
    if (value !== undefined && isStorable(value))
      keys.push({ attribute, value: searchValue(attribute, value) });
  }
  return keys;
}
