import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { PreTokenGenerationLambdaVersionType } from "../../model/types.gen.ts";
import type { TokenSource as SignInSource } from "../auth/next.ts";
import { faults } from "../fault.ts";
import { type ClaimChanges, NO_CHANGES, type TokenChanges } from "../tokens/changes.ts";
import type { TokenGroups } from "../tokens/groups.ts";
import { type EventFacts, triggerEvent } from "./event.ts";

type LambdaVersion = PreTokenGenerationLambdaVersionType;
type Members = Readonly<Record<string, unknown>>;

/** Why tokens are made. */
export type TokenSource =
  | SignInSource
  | "TokenGeneration_RefreshTokens"
  | "TokenGeneration_ClientCredentials";

export interface PreTokenFacts {
  readonly userAttributes: JsonObject;
  readonly groups: TokenGroups;
  readonly scopes: readonly string[];
  readonly clientMetadata: Readonly<Record<string, string>> | undefined;
}

/** Which parts of the tokens a version of the event is about. */
const VERSIONS = {
  V1_0: { version: "1", answer: "claimsOverrideDetails" },
  V2_0: { version: "2", answer: "claimsAndScopeOverrideDetails" },
  V3_0: { version: "3", answer: "claimsAndScopeOverrideDetails" },
} as const satisfies Record<LambdaVersion, object>;

export function preTokenEvent(
  facts: EventFacts,
  lambdaVersion: LambdaVersion,
  source: TokenSource,
  { userAttributes, groups, scopes, clientMetadata }: PreTokenFacts,
): JsonObject {
  const { version, answer } = VERSIONS[lambdaVersion];
  const request: JsonObject = {
    userAttributes,
    groupConfiguration: {
      groupsToOverride: [...groups.names],
      iamRolesToOverride: [...groups.roles],
      preferredRole: groups.preferredRole,
    },
    ...(lambdaVersion !== "V1_0" && { scopes: [...scopes] }),
    ...(clientMetadata && { clientMetadata: { ...clientMetadata } }),
  };
  return { ...triggerEvent(facts, source, request, { [answer]: null }), version };
}

/** The service's own; a function that tries to change them is not refused, but changes nothing. */
const RESERVED: ReadonlySet<string> = new Set([
  ...["acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "device_key", "event_id", "exp"],
  ...["iat", "identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use", "version"],
]);
/** Written by way of `groupOverrideDetails` alone. */
const OF_GROUPS: ReadonlySet<string> = new Set(["cognito:groups", "cognito:roles", "cognito:preferred_role"]);
/** What these say in an ID token has a type of its own. */
const TYPED: ReadonlySet<string> = new Set([
  "address",
  "email_verified",
  "phone_number_verified",
  "updated_at",
]);

const maySuppress = (name: string): boolean =>
  !RESERVED.has(name) && (OF_GROUPS.has(name) || !name.startsWith("cognito:"));

const mayAdd = (name: string): boolean =>
  !RESERVED.has(name) && !name.startsWith("cognito:") && !name.startsWith("dev:");

/** Which changes of one token's claims count. */
interface ClaimRules {
  readonly isValue: (value: unknown) => value is Json;
  readonly mayAdd: (name: string, value: Json) => boolean;
  readonly maySuppress: (name: string) => boolean;
}

const isText = (value: unknown): value is string => typeof value === "string";
/** Whatever was parsed from JSON is JSON. */
const isAnyButNull = (value: unknown): value is Json => value !== null;

const TEXTS_IN_ID_TOKEN: ClaimRules = { isValue: isText, mayAdd, maySuppress };
const ID_TOKEN: ClaimRules = {
  isValue: isAnyButNull,
  mayAdd: (name) => mayAdd(name) && !TYPED.has(name),
  maySuppress,
};
/** `scope` is changed by way of scopes alone; `aud` may name the client, which the token else does not. */
const accessTokenOf = (clientId: string): ClaimRules => ({
  isValue: isAnyButNull,
  mayAdd: (name, value) => (name === "aud" ? value === clientId : name !== "scope" && mayAdd(name)),
  maySuppress: (name) => name !== "scope" && maySuppress(name),
});

/** Reads what a function wants changed; refuses an answer of another shape, or of more than 5000 changes. */
export function tokenChangesIn(
  response: Members,
  lambdaVersion: LambdaVersion,
  clientId: string,
): TokenChanges {
  const details = membersOf(response, VERSIONS[lambdaVersion].answer);
  const groups = groupsIn(details);
  if (lambdaVersion === "V1_0") {
    requireFew(details);
    return { ...NO_CHANGES, id: claimChanges(details, TEXTS_IN_ID_TOKEN), groups };
  }
  const id = membersOf(details, "idTokenGeneration");
  const access = membersOf(details, "accessTokenGeneration");
  requireFew(id, access);
  return {
    id: claimChanges(id, ID_TOKEN),
    access: claimChanges(access, accessTokenOf(clientId)),
    scopesToAdd: scopesIn(access, "scopesToAdd"),
    scopesToSuppress: textsIn(access, "scopesToSuppress"),
    groups,
  };
}

const MOST_CHANGES = 5000;

function requireFew(...tokens: readonly Members[]): void {
  const count = tokens.reduce(
    (sum, token) =>
      sum +
      Object.keys(membersOf(token, "claimsToAddOrOverride")).length +
      textsIn(token, "claimsToSuppress").length +
      textsIn(token, "scopesToAdd").length +
      textsIn(token, "scopesToSuppress").length,
    0,
  );
  if (count > MOST_CHANGES) throw faults.triggerAnswerUnusable(`${count} changes of claims and scopes`);
}

function claimChanges(token: Members, rules: ClaimRules): ClaimChanges {
  const add: [string, Json][] = [];
  for (const [name, value] of Object.entries(membersOf(token, "claimsToAddOrOverride"))) {
    if (!rules.isValue(value)) throw faults.triggerAnswerUnusable(`the claim ${name} is of another type`);
    if (rules.mayAdd(name, value)) add.push([name, value]);
  }
  return {
    add: Object.fromEntries(add),
    suppress: textsIn(token, "claimsToSuppress").filter(rules.maySuppress),
  };
}

/** Undefined where the answer leaves them as they are; one that is empty takes them all away. */
function groupsIn(details: Members): TokenGroups | undefined {
  if (!Object.hasOwn(details, "groupOverrideDetails")) return undefined;
  const groups = membersOf(details, "groupOverrideDetails");
  const role = groups["preferredRole"] ?? null;
  if (role !== null && !isText(role)) throw faults.triggerAnswerUnusable("preferredRole is not a string");
  return {
    names: textsIn(groups, "groupsToOverride"),
    roles: textsIn(groups, "iamRolesToOverride"),
    preferredRole: role === "" ? null : role,
  };
}

function scopesIn(access: Members, name: string): string[] {
  const scopes = textsIn(access, name);
  const bad = scopes.find((scope) => !/^\S+$/.test(scope));
  if (bad !== undefined) throw faults.triggerAnswerUnusable(`a scope with a space, or none: ${bad}`);
  return scopes;
}

/** An object of the answer; none is an empty one. */
function membersOf(parent: Members, name: string): Members {
  const value = parent[name] ?? {};
  if (!isObject(value)) throw faults.triggerAnswerUnusable(`${name} is not an object`);
  return value;
}

function textsIn(parent: Members, name: string): string[] {
  const value = parent[name] ?? [];
  if (!Array.isArray(value) || !value.every(isText)) {
    throw faults.triggerAnswerUnusable(`${name} is not a list of strings`);
  }
  return value;
}
