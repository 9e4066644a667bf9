import type { Bytes } from "../base/bytes.ts";
import * as der from "../base/der.ts";

export interface SelfSigned {
  /** Subject and issuer. */
  readonly commonName: string;
  /** Positive. */
  readonly serial: bigint;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Bytes;
  /** RSA with SHA-256, by the private key that belongs to it. */
  readonly sign: (data: Bytes) => Promise<Bytes>;
}

const RSA_WITH_SHA256 = der.sequence(der.objectIdentifier("2a864886f70d01010b"), der.nothing);
const COMMON_NAME = der.objectIdentifier("550403");

/** An X.509 certificate without extensions that vouches for itself, DER (RFC 5280, section 4.1). */
export async function selfSignedCertificate(facts: SelfSigned): Promise<Bytes> {
  const name = der.sequence(der.set(der.sequence(COMMON_NAME, der.utf8String(facts.commonName))));
  const body = der.sequence(
    der.integer(facts.serial),
    RSA_WITH_SHA256,
    name,
    der.sequence(der.time(facts.from), der.time(facts.to)),
    name,
    facts.publicKey,
  );
  return der.sequence(body, RSA_WITH_SHA256, der.bitString(await facts.sign(body)));
}
