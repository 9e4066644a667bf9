import { faults } from "./fault.ts";
import { SEARCHED_ATTRIBUTES } from "./user-search.ts";

/** What ListUsers filters by: an indexed attribute, `cognito:user_status`, `status` (enabled or not), or `sub`. */
const FILTERED_ATTRIBUTES = [
  "username",
  ...SEARCHED_ATTRIBUTES,
  "cognito:user_status",
  "status",
  "sub",
] as const;

export type FilteredAttribute = (typeof FILTERED_ATTRIBUTES)[number];

/** The one condition of a filter: that an attribute is the value (`=`), or begins with it (`^=`). */
export interface UserFilter {
  readonly attribute: FilteredAttribute;
  readonly operator: "=" | "^=";
  readonly value: string;
}

/** Anything in quotation marks; a backslash takes away the meaning of one inside. */
const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
const FILTER = new RegExp(String.raw`^\s*(?:${QUOTED}|([^\s"^=]+))\s*(\^?=)\s*${QUOTED}\s*$`, "su");

const unescaped = (quoted: string): string => quoted.replace(/\\(["\\])/g, "$1");

/** Reads `<attribute> <operator> "<value>"`; an empty filter has no condition. */
export function parseUserFilter(text: string): UserFilter | undefined {
  if (text.trim() === "") return undefined;
  const [found, quotedName, plainName, operator, value] = FILTER.exec(text) ?? [];
  if (found === undefined) throw faults.filterMalformed();
  return {
    attribute: filteredAttribute(plainName ?? unescaped(quotedName ?? "")),
    operator: operator === "=" ? "=" : "^=",
    value: unescaped(value ?? ""),
  };
}

function filteredAttribute(name: string): FilteredAttribute {
  const known = FILTERED_ATTRIBUTES.find((attribute) => attribute === name);
  if (known) return known;
  throw /^(?:dev:)?custom:/.test(name)
    ? faults.filterByCustomAttribute()
    : faults.filterAttributeInvalid(name);
}
