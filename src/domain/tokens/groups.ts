/** What tokens tell of the groups that a user is in. */
export interface TokenGroups {
  /** By precedence, the one that counts most first. */
  readonly names: readonly string[];
  /** ARNs. */
  readonly roles: readonly string[];
  readonly preferredRole: string | null;
}

export const NO_GROUPS: TokenGroups = { names: [], roles: [], preferredRole: null };
