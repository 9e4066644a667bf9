import { isObject, type JsonObject } from "../../base/json.ts";
import type { UserStatusType } from "../../model/types.gen.ts";
import { faults } from "../fault.ts";
import type { Medium } from "../recovery.ts";
import { flagIn } from "./answer.ts";

export type UserMigrationSource = "UserMigration_Authentication" | "UserMigration_ForgotPassword";

type Metadata = Readonly<Record<string, string>> | undefined;

export interface UserMigrationFacts {
  /** In clear, as it was typed; absent where it was forgotten. */
  readonly password?: string;
  readonly validationData?: Metadata;
  readonly clientMetadata?: Metadata;
}

export const userMigrationRequest = ({
  password,
  validationData,
  clientMetadata,
}: UserMigrationFacts): JsonObject => ({
  ...(password !== undefined && { password }),
  validationData: validationData ? { ...validationData } : null,
  userAttributes: null,
  ...(clientMetadata && { clientMetadata: { ...clientMetadata } }),
});

export const USER_MIGRATION_DEFAULTS: JsonObject = {
  userAttributes: null,
  forceAliasCreation: null,
  enableSMSMFA: null,
  finalUserStatus: null,
  messageAction: null,
  desiredDeliveryMediums: null,
};

/** A user of another directory, as a UserMigration function tells of one. */
export interface ForeignUser {
  readonly attributes: ReadonlyMap<string, string>;
  readonly status: Extract<UserStatusType, "CONFIRMED" | "RESET_REQUIRED">;
  /** By what the user is welcomed; by nothing where the function suppresses that. */
  readonly welcomeBy: readonly Medium[];
  /** Whether aliases that others hold become the user's. */
  readonly takesAliases: boolean;
}

type Members = Readonly<Record<string, unknown>>;

const STATUSES = ["CONFIRMED", "RESET_REQUIRED"] as const;
const ACTIONS = ["SUPPRESS", "RESEND"] as const;
const MEDIA = ["EMAIL", "SMS"] as const;

/** Reads whom a function knows; null where it knows nobody. Refuses an answer of another shape. */
export function foreignUserIn(response: Members): ForeignUser | null {
  const attributes = response["userAttributes"] ?? null;
  if (attributes === null) return null;
  if (!isObject(attributes)) throw faults.triggerAnswerUnusable("userAttributes is not an object");
  const action = oneOf(response, "messageAction", ACTIONS);
  const media = response["desiredDeliveryMediums"] ?? ["SMS"];
  if (!Array.isArray(media)) throw faults.triggerAnswerUnusable("desiredDeliveryMediums is not a list");
  const welcomeBy = media.map((medium) => known(medium, MEDIA, "desiredDeliveryMediums"));
  // Read for its type alone: there is no MFA to turn on yet.
  flagIn(response, "enableSMSMFA");
  return {
    attributes: new Map(Object.entries(attributes).map(([name, value]) => [name, textOf(name, value)])),
    status: oneOf(response, "finalUserStatus", STATUSES) ?? "RESET_REQUIRED",
    welcomeBy: action === "SUPPRESS" ? [] : [...new Set(welcomeBy)],
    takesAliases: flagIn(response, "forceAliasCreation"),
  };
}

function known<const T extends string>(value: unknown, values: readonly T[], member: string): T {
  const found = values.find((one) => one === value);
  if (found === undefined) throw faults.triggerAnswerUnusable(`${member} is none of ${values.join(", ")}`);
  return found;
}

function oneOf<const T extends string>(
  response: Members,
  member: string,
  values: readonly T[],
): T | undefined {
  const value = response[member] ?? undefined;
  return value === undefined ? undefined : known(value, values, member);
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== "string") throw faults.triggerAnswerUnusable(`the attribute ${name} is not a string`);
  return value;
}
