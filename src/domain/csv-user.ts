import type {
  MFAOptionType,
  PasswordHashingAlgorithmType,
  UserPoolMfaType,
  UserStatusType,
} from "../model/types.gen.ts";
import { attributesOfNewUser, requireComplete } from "./attributes.ts";
import { MFA_ENABLED, PASSWORD_HASH, USERNAME } from "./csv-header.ts";
import { RowRefusal } from "./csv-row.ts";
import { BY_SMS } from "./mfa-options.ts";
import { readPasswordHash } from "./password-hash-format.ts";
import type { Pool } from "./pool.ts";
import { isVerified } from "./recovery.ts";
import { declarationOf } from "./schema.ts";
import { type NewUsername, readNewUsername } from "./sign-in-names.ts";
import { autoVerified } from "./sign-up.ts";
import type { UserAttributes } from "./user.ts";

/** A user as a row of an import file has it, checked against the pool. */
export interface CsvUser {
  readonly username: string;
  readonly as: NewUsername;
  readonly status: Extract<UserStatusType, "CONFIRMED" | "RESET_REQUIRED">;
  readonly attributes: UserAttributes;
  readonly mfaOptions: readonly MFAOptionType[];
  /** Null for one who comes without a password. */
  readonly hash: string | null;
}

type Row = ReadonlyMap<string, string>;

/** Reads a row. Throws `RowRefusal`, or a `Fault` where any new user would be refused. */
export function readCsvUser(pool: Pool, algorithm: PasswordHashingAlgorithmType | null, row: Row): CsvUser {
  const username = readUsername(row);
  const as = readNewUsername(pool, username);
  const attributes = readAttributes(pool, row, username, as);
  const hash = readHash(row, algorithm);
  return {
    username,
    as,
    status: hash !== null || canSignInByCode(pool, attributes) ? "CONFIRMED" : "RESET_REQUIRED",
    attributes,
    mfaOptions: mfaOptionsOf(pool, row, attributes),
    hash,
  };
}

/** What `UsernameType` of the model allows. */
const USERNAME_FORM = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

function readUsername(row: Row): string {
  const username = row.get(USERNAME);
  if (username === undefined) throw new RowRefusal(`The User Record does not set ${USERNAME}.`);
  if (!USERNAME_FORM.test(username)) {
    throw new RowRefusal(`The User Record sets ${USERNAME} to a value that is not allowed.`);
  }
  return username;
}

function readAttributes(pool: Pool, row: Row, username: string, as: NewUsername): UserAttributes {
  const schema = pool.settings.SchemaAttributes;
  const given = new Map<string, string>();
  for (const [column, value] of row) {
    if (column === USERNAME || column === MFA_ENABLED || column === PASSWORD_HASH) continue;
    const isFlag = declarationOf(schema, column)?.AttributeDataType === "Boolean";
    // Spreadsheets write TRUE and FALSE.
    given.set(column, isFlag ? value.toLowerCase() : (FORMS.get(column)?.(value) ?? value));
  }
  if (as.kind === "attribute") given.set(as.attribute, username);
  const attributes = attributesOfNewUser(schema, given);
  if (!autoVerified(pool).some((contact) => isVerified(attributes, contact))) {
    throw new RowRefusal(
      "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
    );
  }
  requireComplete(schema, attributes, "allNow");
  return attributes;
}

function epochSeconds(value: string): string {
  if (!/^\d+$/.test(value)) {
    throw new RowRefusal("The User Record sets updated_at to no epoch time in seconds.");
  }
  return value;
}

/** The form of OpenID Connect, which the attribute has everywhere else, of a date in the form mm/dd/yyyy. */
function isoDate(value: string): string {
  const [, month = "", day = "", year = ""] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value) ?? [];
  const iso = `${year}-${month}-${day}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(iso)) {
    throw new RowRefusal("The User Record sets birthdate to no date in the format mm/dd/yyyy.");
  }
  return iso;
}

/** Attributes that files write in a form of their own. */
const FORMS: ReadonlyMap<string, (value: string) => string> = new Map([
  ["birthdate", isoDate],
  ["updated_at", epochSeconds],
]);

const MFA_ALLOWED: Readonly<Record<UserPoolMfaType, readonly (string | undefined)[]>> = {
  ON: ["true", undefined],
  OFF: ["false", undefined],
  OPTIONAL: ["true", "false", undefined],
};

/** What the file calls MFA is the one factor that there was when its format was made. */
function mfaOptionsOf({ settings }: Pool, row: Row, attributes: UserAttributes): MFAOptionType[] {
  const enabled = row.get(MFA_ENABLED)?.toLowerCase();
  if (!MFA_ALLOWED[settings.MfaConfiguration].includes(enabled)) {
    throw new RowRefusal(
      `The User Record sets ${MFA_ENABLED} against the MFA configuration of the user pool.`,
    );
  }
  if (enabled !== "true" || attributes["phone_number"] === undefined) return [];
  return [BY_SMS];
}

function readHash(row: Row, algorithm: PasswordHashingAlgorithmType | null): string | null {
  const text = row.get(PASSWORD_HASH);
  if (text === undefined) return null;
  if (algorithm === null) {
    throw new RowRefusal(
      `The User Record sets ${PASSWORD_HASH}, but the job has no password hashing algorithm.`,
    );
  }
  const read = readPasswordHash(text);
  if (!read.ok) throw new RowRefusal(`The password hash is not valid: ${read.reason}.`);
  if (read.hash.algorithm !== algorithm)
    throw new RowRefusal(`The password hash is not one of ${algorithm}.`);
  return text;
}

/** Whether the pool signs in by codes, and this user has where they go. */
function canSignInByCode({ settings }: Pool, attributes: UserAttributes): boolean {
  const factors = settings.Policies.SignInPolicy?.AllowedFirstAuthFactors ?? [];
  return (
    (factors.includes("EMAIL_OTP") && attributes["email"] !== undefined) ||
    (factors.includes("SMS_OTP") && attributes["phone_number"] !== undefined)
  );
}
