import { fromHex, sameText, toHex, utf8 } from "../base/bytes.ts";
import { poolNameOf, type Sub, type UserPoolId } from "../base/ids.ts";
import { G, privateKey, readableSalt, type SrpIdentity } from "../domain/auth/srp.ts";
import type { Pool } from "../domain/pool.ts";
import { passwordHashOf } from "../domain/reserved-tags.ts";
import type { StoredPassword, User } from "../domain/user.ts";
import type { PasswordHashingAlgorithmType } from "../model/types.gen.ts";
import type { WriteTx } from "../store/db.ts";
import { findUserAfter, updateUser } from "../store/users.ts";
import type { Context } from "./context.ts";
import { standInSalt, standInSub, standInVerifier } from "./stand-in.ts";

/** What making and checking passwords takes. */
export type PasswordTools = Pick<Context, "vault" | "random" | "power" | "hasher" | "imported">;

/** Whose password it is: the username is part of what SRP hashes. */
export interface PasswordOwner {
  readonly poolId: UserPoolId;
  readonly sub: Sub;
  readonly username: string;
}

const sealContext = ({ poolId, sub }: Pick<PasswordOwner, "poolId" | "sub">): string =>
  `password:${poolId}:${sub}`;

export const srpIdentity = (pool: Pick<Pool, "id">, userId: string): SrpIdentity => ({
  poolName: poolNameOf(pool.id),
  userId,
});

/** A password in the form in which the pool keeps passwords. */
export async function storedPassword(
  tools: PasswordTools,
  pool: Pool,
  owner: PasswordOwner,
  password: string,
): Promise<StoredPassword> {
  const context = sealContext(owner);
  if (passwordHashOf(pool.settings.UserPoolTags) === "argon2id") {
    const phc = await tools.hasher.hash(password);
    return { kind: "argon2id", sealed: tools.vault.seal(context, utf8(phc)) };
  }
  const salt = readableSalt(tools.random.bytes(16));
  const x = privateKey(srpIdentity(pool, owner.username), password, salt);
  const verifier = await tools.power.power(G, x);
  return { kind: "srp", salt, sealed: tools.vault.seal(context, fromHex(evenHex(verifier))) };
}

const evenHex = (value: bigint): string => {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
};

/** What an SRP exchange is held with. */
export interface SrpVerifier {
  readonly salt: string;
  readonly verifier: bigint;
}

/** The user's SRP verifier; for a user who has none, or for no user at all, one that nobody's password fits. */
export function srpVerifier(
  { vault }: Pick<Context, "vault">,
  pool: Pool,
  user: User | undefined,
  typedName: string,
): SrpVerifier {
  const stored = user?.password;
  if (user && stored?.kind === "srp") {
    return {
      salt: stored.salt,
      verifier: BigInt(`0x${toHex(vault.open(sealContext(user), stored.sealed))}`),
    };
  }
  const name = user?.sub ?? typedName;
  return { salt: standInSalt(vault, pool, name), verifier: standInVerifier(vault, pool, name) };
}

/** Whether a stored password is this one. */
export async function matchesStored(
  { vault, power, hasher, imported }: Pick<PasswordTools, "vault" | "power" | "hasher" | "imported">,
  pool: Pick<Pool, "id">,
  owner: PasswordOwner,
  stored: StoredPassword,
  password: string,
): Promise<boolean> {
  const opened = vault.open(sealContext(owner), stored.sealed);
  switch (stored.kind) {
    case "srp": {
      const x = privateKey(srpIdentity(pool, owner.username), password, stored.salt);
      return sameText((await power.power(G, x)).toString(16), BigInt(`0x${toHex(opened)}`).toString(16));
    }
    case "argon2id":
      return hasher.verify(password, Buffer.from(opened).toString("utf8"));
    case "imported":
      return imported.verify(password, Buffer.from(opened).toString("utf8"));
  }
}

/** A hash of another system's making, as it is kept until the user first signs in with the password. */
export const importedPassword = (
  { vault }: Pick<Context, "vault">,
  owner: Pick<PasswordOwner, "poolId" | "sub">,
  algorithm: PasswordHashingAlgorithmType,
  hash: string,
): StoredPassword => ({ kind: "imported", algorithm, sealed: vault.seal(sealContext(owner), utf8(hash)) });

/**
 * What is to take the place of an imported hash whose password has just proved right: the pool's own form. Null
 * where there is nothing to replace. Call it outside transactions: it hashes the password.
 */
export const replacementOf = async (
  tools: PasswordTools,
  pool: Pool,
  user: User,
  password: string,
): Promise<StoredPassword | null> =>
  user.password?.kind === "imported" ? storedPassword(tools, pool, user, password) : null;

/**
 * Puts the replacement in its place, for a user read in this transaction. The password stays the same, so sign-ins
 * by it go on; where another change of the user wins, a later sign-in brings the replacement again.
 */
export async function replaceImported(
  tx: WriteTx,
  user: User,
  replacement: StoredPassword | null,
): Promise<void> {
  if (replacement === null || user.password?.kind !== "imported") return;
  await updateUser(tx, { ...user, password: replacement });
}

/**
 * Checks a password given in clear. Where there is no user, or one without a password, the work done is that of
 * somebody else in the pool: some passwords take much longer than others, such as imported hashes.
 */
export async function isPasswordOf(
  tools: PasswordTools & Pick<Context, "db">,
  pool: Pool,
  user: User | undefined,
  typedName: string,
  password: string,
): Promise<boolean> {
  if (user?.password && (await matchesStored(tools, pool, user, user.password, password))) return true;
  const text = standInSub(tools.vault, pool, user?.sub ?? typedName);
  const other = await tools.db.read((tx) => findUserAfter(tx, pool.id, text));
  if (user?.password) return false;
  if (other?.password) await matchesStored(tools, pool, other, other.password, password);
  else await workForNothing(tools, pool, typedName, password);
  return false;
}

/** As much as it takes to check a password in the pool's own form. */
async function workForNothing(
  tools: PasswordTools,
  pool: Pool,
  name: string,
  password: string,
): Promise<void> {
  if (passwordHashOf(pool.settings.UserPoolTags) === "argon2id") {
    await tools.hasher.hash(password);
    return;
  }
  const { salt, verifier } = srpVerifier(tools, pool, undefined, name);
  const x = privateKey(srpIdentity(pool, name), password, salt);
  sameText((await tools.power.power(G, x)).toString(16), verifier.toString(16));
}
