import type { AttributeType, SchemaAttributeType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import { declarationOf, isSystemAttribute } from "./schema.ts";
import type { User, UserAttributes } from "./user.ts";

const EMAIL = /^[^\s\p{Cc}\p{Cs}@]+@[^\s\p{Cc}\p{Cs}@.]+(?:\.[^\s\p{Cc}\p{Cs}@.]+)+$/u;
const PHONE_NUMBER = /^\+[0-9]{1,15}$/;

export const isEmail = (text: string): boolean => EMAIL.test(text);
export const isPhoneNumber = (text: string): boolean => PHONE_NUMBER.test(text);

/** What a request's list says by name; of a name given twice the last counts. */
export function attributesOf(list: readonly AttributeType[] | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const given of list ?? []) found.set(given.Name, givenValue(given));
  return found;
}

const FLAGS = new Set(["email_verified", "phone_number_verified"]);

/** A value as a request gives it; some languages write the flags as `True` and `False`. */
export function givenValue({ Name, Value }: AttributeType): string {
  if (Value === undefined) throw faults.attributeNull(Name);
  return FLAGS.has(Name) ? Value.toLowerCase() : Value;
}

/**
 * The attributes of a user an administrator creates. Required ones may be missing: they are asked for together with
 * the first password of the user's own.
 */
export function attributesOfNewUser(
  schema: readonly SchemaAttributeType[],
  given: ReadonlyMap<string, string>,
): UserAttributes {
  const kept: Record<string, string> = {};
  const reasons: string[] = [];
  for (const [name, value] of given) {
    if (isSystemAttribute(name)) throw faults.attributeNonMutable(name);
    const declared = declarationOf(schema, name);
    if (!declared) throw faults.attributeTypeUnknown(name);
    if (value === "") continue;
    reasons.push(...violations(declared, value).map((reason) => `${name}: ${reason}`));
    kept[name] = value;
  }
  requireFormat(kept);
  if (reasons.length > 0) throw faults.attributesOffSchema(reasons);
  requireWhatIsVerified(kept);
  return kept;
}

/** Refuses an e-mail address or a phone number that can't be one. */
export function requireFormat({ email, phone_number: phoneNumber }: UserAttributes): void {
  if (email !== undefined && !isEmail(email)) throw faults.invalidEmail();
  if (phoneNumber !== undefined && !isPhoneNumber(phoneNumber)) throw faults.invalidPhoneNumber();
}

/** Refuses what says whether a contact is verified where there is no such contact. */
export function requireWhatIsVerified(attributes: UserAttributes): void {
  if ("email_verified" in attributes && !("email" in attributes)) throw faults.emailNeededToVerify();
  if ("phone_number_verified" in attributes && !("phone_number" in attributes)) {
    throw faults.phoneNumberNeededToVerify();
  }
}

/** Why a value breaks its attribute's declaration, in the service's words; empty when it does not. */
export function violations(declared: SchemaAttributeType, value: string): string[] {
  switch (declared.AttributeDataType) {
    case "Number":
      return numberViolations(declared, value);
    case "Boolean":
      return value === "true" || value === "false" ? [] : ["Invalid boolean value"];
    case "DateTime":
      return Number.isNaN(Date.parse(value)) ? ["Invalid date time value"] : [];
    default:
      return stringViolations(declared, value);
  }
}

function stringViolations(declared: SchemaAttributeType, value: string): string[] {
  const { MinLength, MaxLength } = declared.StringAttributeConstraints ?? {};
  const length = [...value].length;
  if (MinLength !== undefined && length < Number(MinLength)) {
    return [`String must be no shorter than ${MinLength} characters`];
  }
  if (MaxLength !== undefined && length > Number(MaxLength)) {
    return [`String must be no longer than ${MaxLength} characters`];
  }
  return [];
}

function numberViolations(declared: SchemaAttributeType, value: string): string[] {
  const { MinValue, MaxValue } = declared.NumberAttributeConstraints ?? {};
  if (!/^-?[0-9]+(?:\.[0-9]+)?$/.test(value)) return ["Invalid number value"];
  if (MinValue !== undefined && Number(value) < Number(MinValue)) {
    return [`Number must be no less than ${MinValue}`];
  }
  if (MaxValue !== undefined && Number(value) > Number(MaxValue)) {
    return [`Number must be no greater than ${MaxValue}`];
  }
  return [];
}

/** A user's attributes as administrators see them, `sub` first. */
export const attributeList = (user: Pick<User, "sub" | "attributes">): AttributeType[] => [
  { Name: "sub", Value: user.sub },
  ...Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value })),
];

/** The pool's required attributes that a user lacks. */
export const missingRequired = (
  schema: readonly SchemaAttributeType[],
  attributes: UserAttributes,
): string[] =>
  schema
    .filter(({ Name, Required }) => Required && Name !== undefined && Name !== "sub" && !attributes[Name])
    .map(({ Name }) => Name ?? "");

/** Refuses attributes that lack a required one which could not be given later. */
export function requireComplete(
  schema: readonly SchemaAttributeType[],
  attributes: UserAttributes,
  later: "mutableOnesLater" | "allNow",
): void {
  const missing = missingRequired(schema, attributes).filter(
    (name) => later === "allNow" || declarationOf(schema, name)?.Mutable === false,
  );
  if (missing.length > 0)
    throw faults.attributesOffSchema(missing.map((name) => `${name}: The attribute is required`));
}
