import { attributesOf, attributesOfNewUser, requireComplete } from "../domain/attributes.ts";
import { readPasswordHash } from "../domain/password-hash-format.ts";
import { requirePolicy } from "../domain/password-policy.ts";
import { allowsPasswordless, requireContact } from "../domain/passwordless.ts";
import type { Pool } from "../domain/pool.ts";
import { nameKey, readNewUsername, type SignInName } from "../domain/sign-in-names.ts";
import type { UserAttributes } from "../domain/user.ts";
import type { Context } from "../flows/context.ts";
import { type Identity, newIdentity } from "../flows/new-user.ts";
import type { PasswordHashingAlgorithmType } from "../model/types.gen.ts";
import {
  type Entry,
  FLAG,
  memberAt,
  optional,
  requestAt,
  requireNoOthers,
  TEXT,
  TEXTS,
} from "./seed-content.ts";
import { at, SeedRefusal } from "./seed-refusal.ts";
import { isLogin, namesOf } from "./taken-names.ts";

/** A user as the seed has it, checked against a pool. */
export interface SeedUser extends Identity {
  readonly place: string;
  /** What the `Username` is looked up by: it tells whether the user is there already. */
  readonly loginKey: string;
  readonly attributes: UserAttributes;
  /** Null for one who signs in by codes alone. */
  readonly password: SeedPassword | null;
  /** By their names, each once. */
  readonly groups: readonly string[];
  readonly enabled: boolean;
}

export type SeedPassword =
  | { readonly kind: "clear"; readonly text: string }
  | { readonly kind: "hash"; readonly algorithm: PasswordHashingAlgorithmType; readonly text: string };

const MEMBERS = ["Username", "UserAttributes", "Password", "PasswordHash", "Groups", "Enabled"];

/** Reads users as users of this pool. Throws `SeedRefusal`. */
export function readUsers(
  tools: Pick<Context, "random">,
  pool: Pool,
  entries: readonly Entry[],
): readonly SeedUser[] {
  const owners = new Map<string, string>();
  return entries.map((entry) => {
    const user = readUser(tools, pool, entry);
    for (const name of namesOf(pool, user)) claim(owners, pool, user, name);
    return user;
  });
}

/** Where in the seed a name of a user comes from. */
export const placeOfName = (pool: Pool, user: SeedUser, name: SignInName): string =>
  memberAt(user.place, isLogin(pool, user, name) ? "Username" : "UserAttributes");

function claim(owners: Map<string, string>, pool: Pool, user: SeedUser, name: SignInName): void {
  const id = `${name.kind} ${name.key}`;
  const owner = owners.get(id);
  if (owner !== undefined) {
    throw new SeedRefusal(placeOfName(pool, user, name), `the ${name.kind} is also that of ${owner}`);
  }
  owners.set(id, user.place);
}

function readUser(tools: Pick<Context, "random">, pool: Pool, entry: Entry): SeedUser {
  const { place, content } = entry;
  requireNoOthers(entry, MEMBERS);
  const { Username, UserAttributes } = requestAt(
    "AdminCreateUser",
    { place, content: { Username: content["Username"], UserAttributes: content["UserAttributes"] } },
    { UserPoolId: pool.id },
  );
  const as = at(memberAt(place, "Username"), () => readNewUsername(pool, Username));
  const attributes = at(memberAt(place, "UserAttributes"), () => {
    const given = attributesOf(UserAttributes);
    if (as.kind === "attribute") given.set(as.attribute, Username);
    const kept = attributesOfNewUser(pool.settings.SchemaAttributes, given);
    requireComplete(pool.settings.SchemaAttributes, kept, "allNow");
    return kept;
  });
  return {
    ...newIdentity(tools, as, Username),
    place,
    loginKey: nameKey(pool, Username),
    attributes,
    password: readPassword(pool, entry, Username, attributes),
    groups: [...new Set(optional(entry, "Groups", TEXTS))],
    enabled: optional(entry, "Enabled", FLAG) ?? true,
  };
}

function readPassword(
  pool: Pool,
  entry: Entry,
  username: string,
  attributes: UserAttributes,
): SeedPassword | null {
  const { place } = entry;
  const clear = optional(entry, "Password", TEXT);
  const hash = optional(entry, "PasswordHash", TEXT);
  if (clear !== undefined && hash !== undefined) {
    throw new SeedRefusal(place, "expected only one of Password and PasswordHash");
  }
  if (clear !== undefined) return clearPassword(pool, place, username, clear);
  if (hash !== undefined) return hashedPassword(memberAt(place, "PasswordHash"), hash);
  if (!allowsPasswordless(pool)) {
    throw new SeedRefusal(place, "expected Password or PasswordHash, as codes sign nobody in to this pool");
  }
  at(place, () => requireContact(attributes));
  return null;
}

function clearPassword(pool: Pool, place: string, username: string, text: string): SeedPassword {
  requestAt(
    "AdminSetUserPassword",
    { place, content: { Password: text } },
    { UserPoolId: pool.id, Username: username },
  );
  at(memberAt(place, "Password"), () => requirePolicy(pool, text, "new"));
  return { kind: "clear", text };
}

function hashedPassword(place: string, text: string): SeedPassword {
  const read = readPasswordHash(text);
  if (!read.ok) throw new SeedRefusal(place, read.reason);
  return { kind: "hash", algorithm: read.hash.algorithm, text };
}
