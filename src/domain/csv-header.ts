import type { PasswordHashingAlgorithmType, SchemaAttributeType } from "../model/types.gen.ts";
import { splitRow } from "./csv-row.ts";
import type { COMPLETION } from "./import-job.ts";
import { isStandardAttribute } from "./schema.ts";

/** Columns that are no attributes. */
export const USERNAME = "cognito:username";
export const MFA_ENABLED = "cognito:mfa_enabled";
export const PASSWORD_HASH = "password_hash";

const STANDARD_COLUMNS = [
  "name",
  "given_name",
  "family_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "website",
  "email",
  "email_verified",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
  "phone_number",
  "phone_number_verified",
  "address",
  "updated_at",
];

/** The columns of a pool's import files, in the service's order. */
export const csvHeaderOf = (schema: readonly SchemaAttributeType[]): string[] => [
  ...STANDARD_COLUMNS,
  ...schema.flatMap(({ Name }) => (Name === undefined || isStandardAttribute(Name) ? [] : [Name])),
  MFA_ENABLED,
  USERNAME,
  PASSWORD_HASH,
];

export type HeaderReading =
  | { readonly ok: true; readonly columns: readonly string[] }
  | { readonly ok: false; readonly reason: keyof typeof COMPLETION };

const refused = (reason: keyof typeof COMPLETION): HeaderReading => ({ ok: false, reason });

/**
 * Reads the first line of a file: all of the pool's columns, in any order. Files with hashes may leave out columns, as
 * the documentation's own example does.
 */
export function readCsvHeader(
  schema: readonly SchemaAttributeType[],
  algorithm: PasswordHashingAlgorithmType | null,
  line: string,
): HeaderReading {
  if (line.startsWith("\uFEFF")) return refused("byteOrderMark");
  const columns = splitRow(line);
  const given = new Set(columns);
  const known = csvHeaderOf(schema);
  if (given.size < columns.length || !columns.every((column) => known.includes(column))) {
    return refused("headerDiffers");
  }
  if (algorithm !== null && !given.has(PASSWORD_HASH)) return refused("hashColumnMissing");
  const needed = algorithm === null ? known.filter((column) => column !== PASSWORD_HASH) : [USERNAME];
  return needed.every((column) => given.has(column)) ? { ok: true, columns } : refused("headerDiffers");
}
