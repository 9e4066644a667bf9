import type { Bytes } from "../base/bytes.ts";

export interface GeneratedKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Bytes;
  /** PKCS #8, DER. */
  readonly privateKey: Bytes;
}

/** The RSA half of RS256 (RFC 7518 section 3.3). */
export interface Signer {
  /** A new RSA-2048 pair, made off the main thread. */
  generate(): Promise<GeneratedKey>;
  /** Signs on the thread pool. `privateKey` is PKCS #8 DER; imported keys are kept by `keyId`. */
  sign(keyId: string, privateKey: () => Bytes, data: Bytes): Promise<Bytes>;
  /** `publicKey` is SubjectPublicKeyInfo DER; imported keys are kept by `keyId`. */
  verify(keyId: string, publicKey: () => Bytes, data: Bytes, signature: Bytes): boolean;
}
