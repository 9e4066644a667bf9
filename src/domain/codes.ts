import { hours } from "../base/clock.ts";
import type { ContactAttribute } from "./recovery.ts";

/** What a code proves; of each a user has at most one that counts. */
export type CodePurpose = "recovery" | "signUp" | `verify:${ContactAttribute}`;

/** The purpose of a code that proves a contact of a signed-in user. */
export const verificationOf = (attribute: ContactAttribute): CodePurpose => `verify:${attribute}`;

interface CodeRules {
  readonly digits: number;
  readonly validMs: number;
}

const OF_A_DAY: CodeRules = { digits: 6, validMs: hours(24) };

export const CODE_RULES: Readonly<Record<CodePurpose, CodeRules>> = {
  recovery: { digits: 6, validMs: hours(1) },
  signUp: OF_A_DAY,
  "verify:email": OF_A_DAY,
  "verify:phone_number": OF_A_DAY,
};

/** Wrong answers after which a code no longer counts, right or not. */
export const MAX_CODE_TRIES = 5;
