import type { Random } from "../base/random.ts";
import type { PasswordPolicyType } from "../model/types.gen.ts";
import { faults, type PasswordUse } from "./fault.ts";
import type { PoolSettings } from "./pool.ts";

const SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGITS = "0123456789";

type Requirement = "RequireUppercase" | "RequireLowercase" | "RequireNumbers" | "RequireSymbols";

/** In the order in which the service reports them. */
const REQUIREMENTS: readonly { member: Requirement; alphabet: string; reason: string }[] = [
  { member: "RequireUppercase", alphabet: UPPER, reason: "Password must have uppercase characters" },
  { member: "RequireLowercase", alphabet: LOWER, reason: "Password must have lowercase characters" },
  { member: "RequireNumbers", alphabet: DIGITS, reason: "Password must have numeric characters" },
  { member: "RequireSymbols", alphabet: SYMBOLS, reason: "Password must have symbol characters" },
];

const DEFAULT_MINIMUM_LENGTH = 8;

const hasOneOf = (password: string, alphabet: string): boolean =>
  [...password].some((character) => alphabet.includes(character));

/** The first rule of the policy that a password breaks, in the service's words; null when it keeps them all. */
export function policyViolation(policy: PasswordPolicyType, password: string): string | null {
  if ([...password].length < (policy.MinimumLength ?? DEFAULT_MINIMUM_LENGTH))
    return "Password not long enough";
  const broken = REQUIREMENTS.find(({ member, alphabet }) => policy[member] && !hasOneOf(password, alphabet));
  return broken?.reason ?? null;
}

/** A pool, as far as passwords are concerned. */
interface PolicyOwner {
  readonly settings: Pick<PoolSettings, "Policies">;
}

const policyOf = ({ settings }: PolicyOwner): PasswordPolicyType => settings.Policies.PasswordPolicy ?? {};

/** Refuses a password that breaks the pool's policy, in the words for what it is to be. */
export function requirePolicy(pool: PolicyOwner, password: string, as: PasswordUse): void {
  const reason = policyViolation(policyOf(pool), password);
  if (reason !== null) throw faults.invalidPassword(as, reason);
}

const GENERATED_LENGTH = 12;
/** Without characters that are taken for one another, or that mail and HTML change. */
const READABLE = {
  upper: "ABCDEFGHJKLMNPQRSTUVWXYZ",
  lower: "abcdefghijkmnopqrstuvwxyz",
  digits: "23456789",
  symbols: "^$*.[]{}()?!@#%/,:;|_~=+-",
} as const;

/** A temporary password that keeps any policy of the pool's minimum length. */
export function generatePassword(pool: PolicyOwner, random: Random): string {
  const length = Math.max(GENERATED_LENGTH, policyOf(pool).MinimumLength ?? DEFAULT_MINIMUM_LENGTH);
  const alphabets = Object.values(READABLE);
  const one = alphabets.map((alphabet) => random.text(1, alphabet));
  const rest = random.text(length - one.length, READABLE.upper + READABLE.lower + READABLE.digits);
  return random.shuffled([...one, ...rest]).join("");
}
