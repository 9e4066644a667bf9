import { hours } from "../base/clock.ts";

/** What a code proves; of each a user has at most one that counts. */
export type CodePurpose = "recovery";

interface CodeRules {
  readonly digits: number;
  readonly validMs: number;
}

export const CODE_RULES: Readonly<Record<CodePurpose, CodeRules>> = {
  recovery: { digits: 6, validMs: hours(1) },
};

/** Wrong answers after which a code no longer counts, right or not. */
export const MAX_CODE_TRIES = 5;
