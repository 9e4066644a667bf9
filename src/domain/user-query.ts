import type { UserFilter } from "./user-filter.ts";
import { type SearchedAttribute, searchValue, storable } from "./user-search.ts";

/** Where on an index a query looks: from one value on, `to` another or to what comes `before` it. */
export interface Span<T> {
  readonly from: T;
  readonly to?: T;
  readonly before?: T;
}

/** Which users ListUsers finds, in the order of what they are found by. */
export type UserQuery =
  | { readonly by: "age" }
  | { readonly by: "sub"; readonly span: Span<string> }
  | { readonly by: "status"; readonly span: Span<string> }
  | { readonly by: "enabled"; readonly span: Span<0 | 1> }
  | { readonly by: "attribute"; readonly attribute: SearchedAttribute; readonly span: Span<string> };

/** How to find whom a filter means; undefined where that can't be anybody. */
export function queryFor(filter: UserFilter | undefined): UserQuery | undefined {
  if (!filter) return { by: "age" };
  const { attribute, operator, value } = filter;
  switch (attribute) {
    case "sub":
      return { by: "sub", span: textSpan(operator, storable(value.toLowerCase())) };
    case "cognito:user_status":
      return { by: "status", span: textSpan(operator, storable(value.toUpperCase())) };
    case "status":
      return queryForEnabled(operator, value);
    default:
      return { by: "attribute", attribute, span: textSpan(operator, searchValue(attribute, value)) };
  }
}

function queryForEnabled(operator: UserFilter["operator"], value: string): UserQuery | undefined {
  // Every word begins with nothing.
  if (operator === "^=" && value === "") return { by: "enabled", span: { from: 0 } };
  const isMeant = (word: string): boolean => (operator === "=" ? word === value : word.startsWith(value));
  if (isMeant("Enabled")) return { by: "enabled", span: { from: 1, to: 1 } };
  if (isMeant("Disabled")) return { by: "enabled", span: { from: 0, to: 0 } };
  return undefined;
}

function textSpan(operator: UserFilter["operator"], text: string): Span<string> {
  if (operator === "=") return { from: text, to: text };
  const before = behindAllThatBeginWith(text);
  return before === undefined ? { from: text } : { from: text, before };
}

const LAST_CHARACTER = 0x10ffff;
const LAST_BEFORE_SURROGATES = 0xd7ff;
const FIRST_BEHIND_SURROGATES = 0xe000;

/** The first text, in the order of characters, behind all that begin with a prefix; undefined where all behind do. */
function behindAllThatBeginWith(prefix: string): string | undefined {
  const characters = [...prefix];
  while (characters.length > 0) {
    const last = characters.pop()?.codePointAt(0) ?? LAST_CHARACTER;
    if (last === LAST_CHARACTER) continue;
    const next = last === LAST_BEFORE_SURROGATES ? FIRST_BEHIND_SURROGATES : last + 1;
    return characters.join("") + String.fromCodePoint(next);
  }
  return undefined;
}
