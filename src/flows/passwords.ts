import { fromHex, sameText, toHex, utf8 } from "../base/bytes.ts";
import { poolNameOf, type Sub, type UserPoolId } from "../base/ids.ts";
import { G, privateKey, readableSalt, type SrpIdentity } from "../domain/auth/srp.ts";
import type { Pool } from "../domain/pool.ts";
import { passwordHashOf } from "../domain/reserved-tags.ts";
import type { StoredPassword, User } from "../domain/user.ts";
import type { Context } from "./context.ts";
import { standInSalt, standInVerifier } from "./stand-in.ts";

type Tools = Pick<Context, "vault" | "random" | "power" | "hasher">;

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
  tools: Tools,
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
  { vault, power, hasher }: Pick<Tools, "vault" | "power" | "hasher">,
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
      return false;
  }
}

/** Checks a password given in clear. The same work is done whether or not there is a user with a password. */
export async function isPasswordOf(
  tools: Tools,
  pool: Pool,
  user: User | undefined,
  typedName: string,
  password: string,
): Promise<boolean> {
  if (user?.password) return matchesStored(tools, pool, user, user.password, password);
  if (passwordHashOf(pool.settings.UserPoolTags) === "argon2id") {
    await tools.hasher.hash(password);
    return false;
  }
  const { salt, verifier } = srpVerifier(tools, pool, user, typedName);
  const x = privateKey(srpIdentity(pool, user?.username ?? typedName), password, salt);
  sameText((await tools.power.power(G, x)).toString(16), verifier.toString(16));
  return false;
}
