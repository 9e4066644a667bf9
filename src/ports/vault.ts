import type { Bytes } from "../base/bytes.ts";
import type { Mac, Sealed } from "../base/sealed.ts";

/**
 * Seals secrets at rest. `context` says what is sealed and for whom (`"client-secret:<poolId>:<clientId>"`): a value
 * moved to another row does not open there.
 */
export interface Vault {
  seal(context: string, plain: Bytes): Sealed;
  /** Throws where the value was altered, belongs to another context, or its key is not at hand. */
  open(context: string, sealed: Sealed): Bytes;
  /** A keyed hash of a low-entropy secret such as a code. */
  mac(context: string, secret: string): Mac;
  /** Compares in constant time. */
  verifyMac(context: string, secret: string, mac: Mac): boolean;
}
