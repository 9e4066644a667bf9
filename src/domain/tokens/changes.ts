import type { Json, JsonObject } from "../../base/json.ts";
import type { TokenGroups } from "./groups.ts";

/** What is to be different in the claims of a token; a claim that is suppressed is not added. */
export interface ClaimChanges {
  readonly add: Readonly<Record<string, Json>>;
  readonly suppress: readonly string[];
}

/** What a PreTokenGeneration function makes of the tokens that are about to be signed. */
export interface TokenChanges {
  readonly id: ClaimChanges;
  readonly access: ClaimChanges;
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
  /** In place of the user's own; undefined where those stay. */
  readonly groups: TokenGroups | undefined;
}

const AS_THEY_ARE: ClaimChanges = { add: {}, suppress: [] };

export const NO_CHANGES: TokenChanges = {
  id: AS_THEY_ARE,
  access: AS_THEY_ARE,
  scopesToAdd: [],
  scopesToSuppress: [],
  groups: undefined,
};

/** Claims keep their places; new ones follow. */
export function changedClaims(claims: JsonObject, { add, suppress }: ClaimChanges): JsonObject {
  const suppressed = new Set(suppress);
  return Object.fromEntries(Object.entries({ ...claims, ...add }).filter(([name]) => !suppressed.has(name)));
}

/** The scopes of an access token, each once. */
export function changedScopes(
  scopes: readonly string[],
  { scopesToAdd, scopesToSuppress }: Pick<TokenChanges, "scopesToAdd" | "scopesToSuppress">,
): string[] {
  const suppressed = new Set(scopesToSuppress);
  return [...new Set([...scopes, ...scopesToAdd])].filter((scope) => !suppressed.has(scope));
}
