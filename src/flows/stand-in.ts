import type { Bytes } from "../base/bytes.ts";
import { hmacSha256, toHex, utf8 } from "../base/bytes.ts";
import { isEmail, isPhoneNumber } from "../domain/attributes.ts";
import { N, readableSalt } from "../domain/auth/srp.ts";
import type { Pool } from "../domain/pool.ts";
import { type ContactAttribute, type Destination, maskedAddress, recoveryOrder } from "../domain/recovery.ts";
import { nameKey, usesAttributesAsUsername } from "../domain/sign-in-names.ts";
import { autoVerified } from "../domain/sign-up.ts";
import type { Vault } from "../ports/vault.ts";

/** Where PreventUserExistenceErrors hides that there is no user: what would be shown of one, the same every time. */

export const poolSecretContext = (poolId: string): string => `pool-secret:${poolId}`;

/** For each purpose 32 bytes that only this pool gives for a name. */
function deriver(vault: Vault, pool: Pool, name: string): (purpose: string) => Bytes {
  const secret = vault.open(poolSecretContext(pool.id), pool.secret);
  const key = nameKey(pool, name);
  return (purpose) => hmacSha256(secret, utf8(`${purpose}:${key}`));
}

export const standInSalt = (vault: Vault, pool: Pool, name: string): string =>
  readableSalt(deriver(vault, pool, name)("salt").subarray(0, 16));

/** A number of the group's size that is nobody's verifier. */
export function standInVerifier(vault: Vault, pool: Pool, name: string): bigint {
  const derived = deriver(vault, pool, name);
  const blocks = Array.from({ length: 12 }, (_, at) => toHex(derived(`verifier-${at}`)));
  return BigInt(`0x${blocks.join("")}`) % N;
}

/** A text among the subs of the pool's users: who comes next is somebody chosen at random, and always the same. */
export const standInSub = (vault: Vault, pool: Pool, name: string): string =>
  toHex(deriver(vault, pool, name)("sub").subarray(0, 16));

/** USER_ID_FOR_SRP: a UUID where real users have one, else the name in the form in which it is looked up. */
export function standInUserId(vault: Vault, pool: Pool, name: string): string {
  const aliased = (pool.settings.AliasAttributes?.length ?? 0) > 0 && (isEmail(name) || isPhoneNumber(name));
  if (!usesAttributesAsUsername(pool) && !aliased) return nameKey(pool, name);
  const bytes = deriver(vault, pool, name)("user-id");
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

/** The contact a reset code would go to: it follows the name's form, else the pool's first recovery mechanism. */
export function standInForRecovery(pool: Pool, name: string): ContactAttribute {
  const byPhone =
    isPhoneNumber(name) || (!isEmail(name) && recoveryOrder(pool)[0] === "verified_phone_number");
  return byPhone ? "phone_number" : "email";
}

/** The contact a sign-up's code would go to: of those the pool verifies the one of the name's form, else the first. */
export function standInForSignUp(pool: Pool, name: string): ContactAttribute | undefined {
  const contacts = autoVerified(pool);
  const named = contacts.find((contact) => (contact === "email" ? isEmail : isPhoneNumber)(name));
  return named ?? contacts[0];
}

/** Where a code for one of nobody's contacts would go: to the name itself if it can be one. */
export function standInDestination(
  vault: Vault,
  pool: Pool,
  name: string,
  attribute: ContactAttribute,
): Pick<Destination, "attribute" | "medium"> & {
  readonly masked: string;
} {
  const bytes = deriver(vault, pool, name)("destination");
  if (attribute === "phone_number") {
    const digits = [...bytes.subarray(0, 11)].map((byte) => byte % 10).join("");
    const address = isPhoneNumber(name) ? name : `+${digits}`;
    return { attribute: "phone_number", medium: "SMS", masked: maskedAddress("SMS", address) };
  }
  const letter = (at: number): string => String.fromCharCode(97 + ((bytes[at] ?? 0) % 26));
  const address = isEmail(name) ? name : `${letter(0)}@${letter(1)}`;
  return { attribute: "email", medium: "EMAIL", masked: maskedAddress("EMAIL", address) };
}
