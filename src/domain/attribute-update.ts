import type { AttributeType } from "../model/types.gen.ts";
import type { AppClient } from "./app-client.ts";
import { isKeptFromClients, mayWrite } from "./attribute-permissions.ts";
import { givenValue, requireFormat, requireWhatIsVerified, violations } from "./attributes.ts";
import { CONTACTS, destinationAt, verifiedFlag } from "./contacts.ts";
import { type Fault, faults } from "./fault.ts";
import type { Pool } from "./pool.ts";
import type { ContactAttribute, Destination } from "./recovery.ts";
import { declarationOf, isSystemAttribute } from "./schema.ts";
import type { User, UserAttributes } from "./user.ts";

/** Who changes a user's attributes: the user, through an app client, or an administrator. */
export type AttributeWriter = AppClient | "administrator";

/** Values by name, in a request's order; an empty one deletes. */
export type GivenAttributes = ReadonlyMap<string, string>;

/** What becomes of a user's attributes. */
export interface AttributeUpdate {
  /** All of the user's attributes from now on. */
  readonly attributes: UserAttributes;
  /** Contacts of which only codes to this address still count; null: none does. */
  readonly settled: readonly { readonly attribute: ContactAttribute; readonly address: string | null }[];
  /** Where codes go: to contacts that changed, and to such as wait for their code to be the user's. */
  readonly codes: readonly Destination[];
}

/** What an update gives by name; of a name given twice the last counts. */
export function givenAttributes(list: readonly AttributeType[], by: AttributeWriter): GivenAttributes {
  const given = new Map<string, string>();
  for (const attribute of list) {
    requireMutable(attribute.Name, by);
    given.set(attribute.Name, givenValue(attribute));
  }
  return given;
}

/** The names of a deletion, as an update that gives each the empty value. */
export function deletedAttributes(names: readonly string[], by: AttributeWriter): GivenAttributes {
  for (const name of names) requireMutable(name, by);
  return new Map(names.map((name) => [name, ""]));
}

function requireMutable(name: string, by: AttributeWriter): void {
  const fixed = by === "administrator" ? isSystemAttribute(name) : isKeptFromClients(name);
  if (fixed) throw faults.attributeNonMutable(name);
}

/** Judges an update and tells what it makes of the user. */
export function attributeUpdate(
  pool: Pool,
  user: User,
  given: GivenAttributes,
  by: AttributeWriter,
): AttributeUpdate {
  requireAllowed(pool, given, by, faults.userAttributesRefused);
  return applied(pool, user, given);
}

/** The same for a deletion, which is refused in other words. */
export function attributeDeletion(
  pool: Pool,
  user: User,
  given: GivenAttributes,
  by: AttributeWriter,
): AttributeUpdate {
  requireAllowed(pool, given, by, faults.userAttributesUndeletable);
  return applied(pool, user, given);
}

function requireAllowed(
  { settings: { SchemaAttributes: schema } }: Pool,
  given: GivenAttributes,
  by: AttributeWriter,
  refused: (reasons: readonly string[]) => Fault,
): void {
  const names = [...given.keys()];
  const undeclared = names.filter((name) => !declarationOf(schema, name));
  if (undeclared.length > 0) {
    throw refused(undeclared.map((name) => `user.${name}: Attribute does not exist in the schema.`));
  }
  if (by !== "administrator" && !names.every((name) => mayWrite(by, name))) {
    throw faults.attributeNotWritable();
  }
  const reasons: string[] = [];
  for (const [name, value] of given) {
    const declared = declarationOf(schema, name) ?? {};
    if (declared.Mutable === false) reasons.push(`user.${name}: Attribute cannot be updated.`);
    else if (value !== "") reasons.push(...violations(declared, value).map((why) => `user.${name}: ${why}`));
    else if (declared.Required) throw faults.requiredAttributeUndeletable(name);
  }
  requireFormat(withoutDeletions(given));
  if (reasons.length > 0) throw refused(reasons);
}

const withoutDeletions = (given: GivenAttributes): UserAttributes =>
  Object.fromEntries([...given].filter(([, value]) => value !== ""));

function applied(pool: Pool, user: User, given: GivenAttributes): AttributeUpdate {
  const contacts = CONTACTS.flatMap((attribute) => contactUpdate(pool, user, given, attribute) ?? []);
  const changes = new Map(given);
  for (const { instead } of contacts) for (const [name, value] of instead) changes.set(name, value);
  const attributes = { ...user.attributes };
  for (const [name, value] of changes) {
    if (value === "") delete attributes[name];
    else attributes[name] = value;
  }
  requireWhatIsVerified(attributes);
  return {
    attributes,
    settled: contacts.flatMap(({ settled }) => settled ?? []),
    codes: contacts.flatMap(({ code }) => code ?? []),
  };
}

interface ContactUpdate {
  /** What is stored, whatever else was given of these names. */
  readonly instead: readonly (readonly [string, string])[];
  readonly settled?: AttributeUpdate["settled"][number];
  readonly code?: Destination;
}

/** What an update makes of an e-mail address or a phone number that it gives. */
function contactUpdate(
  { settings }: Pool,
  user: User,
  given: GivenAttributes,
  attribute: ContactAttribute,
): ContactUpdate | undefined {
  const address = given.get(attribute);
  const current = user.attributes[attribute];
  if (address === undefined) return undefined;
  if (address === current) return { instead: [], settled: { attribute, address } };

  const flag = verifiedFlag(attribute);
  const verified = given.get(flag);
  if (address === "") {
    return {
      instead: verified === undefined ? [[flag, ""]] : [],
      settled: { attribute, address: null },
    };
  }
  const code = destinationAt(attribute, address);
  const waits = settings.UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate ?? [];
  if (verified !== "true" && waits.includes(attribute)) {
    // Until the code comes back the old address stays as it is, verified or not.
    const kept = (name: string) => [name, user.attributes[name] ?? ""] as const;
    return { instead: [kept(attribute), kept(flag)], code };
  }
  const settled = { attribute, address };
  if (verified !== undefined) return { instead: [], settled };
  const asks = settings.AutoVerifiedAttributes?.includes(attribute) ?? false;
  return { instead: [[flag, "false"]], settled, ...(asks && { code }) };
}

/** The user's attributes once a code has proved an address to be theirs. */
export const withVerified = (
  { attributes }: Pick<User, "attributes">,
  attribute: ContactAttribute,
  address: string,
): UserAttributes => ({ ...attributes, [attribute]: address, [verifiedFlag(attribute)]: "true" });
