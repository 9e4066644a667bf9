import { pbkdf2, scrypt } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { type Bytes, sameBytes, utf8 } from "../base/bytes.ts";
import type { Log } from "../base/log.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import { type ImportedHash, readPasswordHash } from "../domain/password-hash-format.ts";
import type { ImportedHashes } from "../ports/imported-hashes.ts";
import type { PasswordHasher } from "../ports/password-hasher.ts";
import { signExtendedKey } from "./bcrypt-key.ts";
import { Semaphore } from "./semaphore.ts";

/** Whether a `$2b$…` hash is of this password, computed on a thread of its own. */
export type BcryptEngine = (password: Bytes, hash: string) => Promise<boolean>;

const nativeBcrypt = async (): Promise<BcryptEngine> => (await import("@node-rs/bcrypt")).verify;

/** Of the four threads of the pool one stays free for signatures and disks. */
const MOST_AT_ONCE = 3;

export interface HashVerifierOptions {
  readonly hasher: PasswordHasher;
  readonly log: Log;
  readonly scope: TransactionScope;
  /** Loads bcrypt, at the first hash that needs it. */
  readonly loadBcrypt?: () => Promise<BcryptEngine>;
}

type Of<A extends ImportedHash["algorithm"]> = Extract<ImportedHash, { readonly algorithm: A }>;

const derivedByScrypt = promisify<string, Bytes, number, object, Bytes>(scrypt);
const derivedByPbkdf2 = promisify(pbkdf2);

/** Verifies hashes of BCRYPT, SCRYPT, ARGON2ID and PBKDF2_SHA256. */
export class HashVerifier implements ImportedHashes {
  readonly #options: HashVerifierOptions;
  readonly #slots = new Semaphore(Math.min(availableParallelism(), MOST_AT_ONCE));
  #bcrypt: Promise<BcryptEngine> | undefined;

  constructor(options: HashVerifierOptions) {
    this.#options = options;
  }

  async verify(password: string, text: string): Promise<boolean> {
    this.#options.scope.refuse("a password hash");
    const read = readPasswordHash(text);
    if (!read.ok) throw new RangeError(`a stored password hash can't be verified: ${read.reason}`);
    const { hash } = read;
    // It has a bound of its own.
    if (hash.algorithm === "ARGON2ID") return this.#options.hasher.verify(password, hash.phc);
    return this.#slots.run(() => this.#compute(password, hash));
  }

  #compute(password: string, hash: Exclude<ImportedHash, Of<"ARGON2ID">>): Promise<boolean> {
    switch (hash.algorithm) {
      case "BCRYPT":
        return this.#verifyBcrypt(utf8(password), hash);
      case "SCRYPT":
        return verifyScrypt(password, hash);
      case "PBKDF2_SHA256":
        return verifyPbkdf2(password, hash);
    }
  }

  /** Bytes of the password after the 72nd don't count, which is how bcrypt is. */
  async #verifyBcrypt(password: Bytes, { signExtended, text }: Of<"BCRYPT">): Promise<boolean> {
    this.#bcrypt ??= this.#load();
    const verify = await this.#bcrypt;
    return verify(signExtended ? signExtendedKey(password) : password, text);
  }

  async #load(): Promise<BcryptEngine> {
    const { log, loadBcrypt = nativeBcrypt } = this.#options;
    try {
      return await loadBcrypt();
    } catch (error) {
      log.error(
        { err: error },
        "the native bcrypt can't be loaded: users with imported bcrypt hashes can't sign in by password",
      );
      throw new Error("imported bcrypt hashes can't be verified here", { cause: error });
    }
  }
}

async function verifyScrypt(password: string, expected: Of<"SCRYPT">): Promise<boolean> {
  const { cost, blockSize, parallelization, salt, hash } = expected;
  // Twice what the algorithm fills: what OpenSSL counts on top is small.
  const maxmem = 2 * 128 * cost * blockSize + 128 * 1024;
  const options = { cost, blockSize, parallelization, maxmem };
  return sameBytes(await derivedByScrypt(password, salt, hash.length, options), hash);
}

const verifyPbkdf2 = async (
  password: string,
  { iterations, salt, hash }: Of<"PBKDF2_SHA256">,
): Promise<boolean> =>
  sameBytes(await derivedByPbkdf2(password, salt, iterations, hash.length, "sha256"), hash);
