import type { SchemaAttributeType } from "../model/types.gen.ts";
import { type Fault, faults } from "./fault.ts";

/** A pool's declaration of one attribute, as DescribeUserPool shows it. */
export type AttributeSchema = SchemaAttributeType & { Name: string };

const text = (Name: string, MinLength = "0", MaxLength = "2048"): AttributeSchema => ({
  Name,
  AttributeDataType: "String",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
  StringAttributeConstraints: { MinLength, MaxLength },
});

const flag = (Name: string): AttributeSchema => ({
  Name,
  AttributeDataType: "Boolean",
  DeveloperOnlyAttribute: false,
  Mutable: true,
  Required: false,
});

/** The 21 attributes of every pool, in the service's order. */
export const STANDARD_SCHEMA: readonly AttributeSchema[] = [
  text("profile"),
  text("address"),
  text("birthdate", "10", "10"),
  text("gender"),
  text("preferred_username"),
  {
    Name: "updated_at",
    AttributeDataType: "Number",
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    NumberAttributeConstraints: { MinValue: "0" },
  },
  text("website"),
  text("picture"),
  {
    Name: "identities",
    AttributeDataType: "String",
    DeveloperOnlyAttribute: false,
    Mutable: true,
    Required: false,
    StringAttributeConstraints: {},
  },
  { ...text("sub", "1"), Mutable: false, Required: true },
  text("phone_number"),
  flag("phone_number_verified"),
  text("zoneinfo"),
  text("locale"),
  text("email"),
  flag("email_verified"),
  text("given_name"),
  text("family_name"),
  text("middle_name"),
  text("name"),
  text("nickname"),
];

const STANDARD_BY_NAME: ReadonlyMap<string, AttributeSchema> = new Map(
  STANDARD_SCHEMA.map((attribute) => [attribute.Name, attribute]),
);

/** Kept by the service itself; nobody writes them. */
const SYSTEM_ATTRIBUTES = new Set(["sub", "identities"]);

/** Written by administrators alone, and shown to nobody else. */
export const isForDevelopersOnly = (name: string): boolean => name.startsWith("dev:");
export const isStandardAttribute = (name: string): boolean => STANDARD_BY_NAME.has(name);
export const isSystemAttribute = (name: string): boolean => SYSTEM_ATTRIBUTES.has(name);

/** The whole schema of a new pool: the standard attributes as re-declared, then the custom ones. */
export function schemaOfNewPool(declared: readonly SchemaAttributeType[]): AttributeSchema[] {
  const redeclared = new Map<string, AttributeSchema>();
  const custom: AttributeSchema[] = [];
  for (const entry of declared) {
    const standard = STANDARD_BY_NAME.get(entry.Name ?? "");
    if (standard) redeclared.set(standard.Name, redeclaredStandard(standard, entry));
    else addCustom(custom, customAttribute(entry), faults.duplicateCustomAttribute);
  }
  return [...STANDARD_SCHEMA.map((attribute) => redeclared.get(attribute.Name) ?? attribute), ...custom];
}

const MOST_CUSTOM_ATTRIBUTES = 50;

/** A pool's schema with custom attributes added; what is declared already stays as it is. */
export function extendedSchema(
  schema: readonly SchemaAttributeType[],
  added: readonly SchemaAttributeType[],
): SchemaAttributeType[] {
  const extended = [...schema];
  for (const entry of added) addCustom(extended, customAttribute(entry), faults.customAttributeExists);
  if (extended.length - STANDARD_SCHEMA.length > MOST_CUSTOM_ATTRIBUTES) {
    throw faults.tooManyCustomAttributes(MOST_CUSTOM_ATTRIBUTES);
  }
  return extended;
}

function addCustom(
  schema: SchemaAttributeType[],
  attribute: AttributeSchema,
  taken: (name: string) => Fault,
): void {
  if (declarationOf(schema, attribute.Name)) throw taken(attribute.Name);
  schema.push(attribute);
}

function redeclaredStandard(standard: AttributeSchema, entry: SchemaAttributeType): AttributeSchema {
  const retyped =
    entry.AttributeDataType !== undefined && entry.AttributeDataType !== standard.AttributeDataType;
  if (retyped || entry.DeveloperOnlyAttribute === true) throw faults.standardAttributeRetyped(standard.Name);
  checkBounds(standard.Name, entry);
  return {
    ...standard,
    Mutable: entry.Mutable ?? standard.Mutable,
    Required: entry.Required ?? standard.Required,
    ...(entry.StringAttributeConstraints && {
      StringAttributeConstraints: {
        ...standard.StringAttributeConstraints,
        ...entry.StringAttributeConstraints,
      },
    }),
    ...(entry.NumberAttributeConstraints && {
      NumberAttributeConstraints: {
        ...standard.NumberAttributeConstraints,
        ...entry.NumberAttributeConstraints,
      },
    }),
  };
}

function customAttribute(entry: SchemaAttributeType): AttributeSchema {
  if (entry.Name === undefined) throw faults.customAttributeNameless();
  const developerOnly = entry.DeveloperOnlyAttribute ?? false;
  const name = `${developerOnly ? "dev:" : ""}custom:${entry.Name}`;
  const type = entry.AttributeDataType;
  if (type === undefined) throw faults.attributeDataTypeMissing();
  if (entry.Required) throw faults.requiredCustomAttribute();
  checkBounds(name, entry);
  return {
    Name: name,
    AttributeDataType: type,
    DeveloperOnlyAttribute: developerOnly,
    Mutable: entry.Mutable ?? false,
    Required: false,
    ...(type === "String" && { StringAttributeConstraints: entry.StringAttributeConstraints ?? {} }),
    ...(type === "Number" && { NumberAttributeConstraints: entry.NumberAttributeConstraints ?? {} }),
  };
}

const MAX_STRING_LENGTH = 2048;

function checkBounds(name: string, entry: SchemaAttributeType): void {
  const { MinLength, MaxLength } = entry.StringAttributeConstraints ?? {};
  const { MinValue, MaxValue } = entry.NumberAttributeConstraints ?? {};
  const length = [
    bound(name, "StringAttributeConstraints", MinLength),
    bound(name, "StringAttributeConstraints", MaxLength),
  ] as const;
  const value = [
    bound(name, "NumberAttributeConstraints", MinValue),
    bound(name, "NumberAttributeConstraints", MaxValue),
  ] as const;
  if ((length[1] ?? 0) > MAX_STRING_LENGTH) throw faults.stringAttributeTooLong(name);
  if (length[0] !== null && length[1] !== null && length[0] > length[1]) throw faults.maxLengthBelowMin(name);
  if (value[0] !== null && value[1] !== null && value[0] > value[1]) throw faults.maxValueBelowMin(name);
}

function bound(name: string, constraint: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^-?\d{1,131}$/.test(text)) throw faults.schemaConstraintInvalid(constraint, name);
  return Number(text);
}

/** Finds an attribute's declaration in a pool's schema. */
export const declarationOf = (
  schema: readonly SchemaAttributeType[],
  name: string,
): SchemaAttributeType | undefined => schema.find((attribute) => attribute.Name === name);
