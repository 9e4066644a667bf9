import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  sign as signAsync,
  verify as verifySync,
} from "node:crypto";
import { promisify } from "node:util";
import type { Bytes } from "../base/bytes.ts";
import type { TransactionScope } from "../base/transaction-scope.ts";
import type { GeneratedKey, Signer } from "../ports/signer.ts";
import { BoundedCache } from "./bounded-cache.ts";

/** A pool has one signing key at a time; this many pools sign without importing theirs again. */
const KEPT_KEYS = 1000;

const PAIR = {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "der" },
} as const;

const makePair = promisify(generateKeyPair);

/** RS256 by OpenSSL. Signs on the thread pool (270 µs); verifies where it is called (20 µs). */
export class NodeSigner implements Signer {
  readonly #scope: TransactionScope;
  readonly #privateKeys = new BoundedCache<string, KeyObject>(KEPT_KEYS);
  readonly #publicKeys = new BoundedCache<string, KeyObject>(KEPT_KEYS);

  constructor(scope: TransactionScope) {
    this.#scope = scope;
  }

  async generate(): Promise<GeneratedKey> {
    this.#scope.refuse("a key generation");
    return makePair("rsa", PAIR);
  }

  async sign(keyId: string, privateKey: () => Bytes, data: Bytes): Promise<Bytes> {
    this.#scope.refuse("a signature");
    const key = this.#privateKeys.get(keyId, () =>
      createPrivateKey({ key: Buffer.from(privateKey()), format: "der", type: "pkcs8" }),
    );
    return new Promise((resolve, reject) => {
      signAsync("sha256", data, key, (error, signature) => (error ? reject(error) : resolve(signature)));
    });
  }

  verify(keyId: string, publicKey: () => Bytes, data: Bytes, signature: Bytes): boolean {
    const key = this.#publicKeys.get(keyId, () =>
      createPublicKey({ key: Buffer.from(publicKey()), format: "der", type: "spki" }),
    );
    return verifySync("sha256", data, key, signature);
  }
}
