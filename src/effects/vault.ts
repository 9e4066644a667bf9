import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { type Bytes, concat, hmacSha256, sameBytes, toBase64Url, utf8 } from "../base/bytes.ts";
import type { Random } from "../base/random.ts";
import type { Mac, Sealed } from "../base/sealed.ts";
import type { Vault } from "../ports/vault.ts";

/** The keys that seal secrets at rest: one seals, all of them open. */
export interface MasterKey {
  /** Id of the key that seals. */
  readonly current: string;
  /** 32 bytes each, by id. */
  readonly keys: ReadonlyMap<string, Bytes>;
}

/** A master key that is missing, unreadable or another one; the message is one line for the operator. */
export class MasterKeyError extends Error {}

/** A sealed value or keyed hash that was altered or belongs elsewhere. */
export class VaultError extends Error {}

const VERSION = "1";
const NONCE = 12;
const TAG = 16;

const PURPOSES = { seal: "poolkeeper seal 1", mac: "poolkeeper mac 1", check: "poolkeeper check 1" };

/** HKDF-SHA256 (RFC 5869), so that no key serves two purposes. */
const subkey = (key: Bytes, purpose: keyof typeof PURPOSES): Bytes =>
  new Uint8Array(hkdfSync("sha256", key, new Uint8Array(0), PURPOSES[purpose], 32));

/** Recognises a master key by a value that does not help to find it. */
export const checkValue = (key: Bytes): string => toBase64Url(subkey(key, "check").subarray(0, 16));

interface Subkeys {
  readonly seal: Bytes;
  readonly mac: Bytes;
}

/**
 * Seals with AES-256-GCM as `1.<keyId>.<base64url(nonce ‖ ciphertext ‖ tag)>`. Each context has a key of its own,
 * so random nonces stay far from the 2^32 messages that one GCM key may seal (NIST SP 800-38D section 8.3).
 */
export class MasterKeyVault implements Vault {
  readonly #random: Random;
  readonly #current: string;
  readonly #subkeys: ReadonlyMap<string, Subkeys>;

  constructor({ current, keys }: MasterKey, random: Random) {
    this.#random = random;
    this.#current = current;
    this.#subkeys = new Map(
      [...keys].map(([id, key]) => [id, { seal: subkey(key, "seal"), mac: subkey(key, "mac") }]),
    );
  }

  seal(context: string, plain: Bytes): Sealed {
    const nonce = this.#random.bytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.#sealingKey(this.#current, context), nonce);
    cipher.setAAD(utf8(context));
    const body = concat(nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag());
    return write(this.#current, body) as Sealed;
  }

  open(context: string, sealed: Sealed): Bytes {
    const { keyId, body } = read(sealed);
    const key = this.#sealingKey(keyId, context);
    if (body.length < NONCE + TAG) throw new VaultError("a sealed value is too short");
    const tagAt = body.length - TAG;
    const cipher = createDecipheriv("aes-256-gcm", key, body.subarray(0, NONCE), { authTagLength: TAG });
    cipher.setAAD(utf8(context));
    cipher.setAuthTag(body.subarray(tagAt));
    const plain = cipher.update(body.subarray(NONCE, tagAt));
    try {
      return concat(plain, cipher.final());
    } catch {
      throw new VaultError("a sealed value was altered or belongs to another context or key");
    }
  }

  mac(context: string, secret: string): Mac {
    return write(this.#current, this.#hash(this.#current, context, secret)) as Mac;
  }

  verifyMac(context: string, secret: string, mac: Mac): boolean {
    const { keyId, body } = read(mac);
    return sameBytes(this.#hash(keyId, context, secret), body);
  }

  #sealingKey(keyId: string, context: string): Bytes {
    return hmacSha256(this.#subkeysOf(keyId).seal, utf8(context));
  }

  #hash(keyId: string, context: string, secret: string): Bytes {
    return hmacSha256(hmacSha256(this.#subkeysOf(keyId).mac, utf8(context)), utf8(secret));
  }

  #subkeysOf(keyId: string): Subkeys {
    const found = this.#subkeys.get(keyId);
    if (!found)
      throw new MasterKeyError(`the master key file lacks the key "${keyId}", which sealed stored data`);
    return found;
  }
}

const write = (keyId: string, body: Bytes): string => `${VERSION}.${keyId}.${toBase64Url(body)}`;

function read(text: string): { keyId: string; body: Bytes } {
  const [version, keyId, body, ...rest] = text.split(".");
  if (version !== VERSION || !keyId || body === undefined || rest.length > 0) {
    throw new VaultError("a sealed value has an unknown form");
  }
  return { keyId, body: Buffer.from(body, "base64url") };
}
