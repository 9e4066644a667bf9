import {
  createDiffieHellman,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from "node:crypto";
import { type Bytes, toHex } from "../base/bytes.ts";
import { bitString, integer, objectIdentifier, octetString, sequence, toOctets } from "../base/der.ts";
import { G, N } from "../domain/auth/srp.ts";

/** `base ^ exponent mod N` for 1 < base < N - 1 and 0 < exponent < N - 1. Blocks: for a worker thread only. */
export type PowerModuloN = (base: bigint, exponent: bigint) => bigint;

/** Ready at once, 1 ms a power: each exponent is imported as a private key. */
export const powerByKeys: PowerModuloN = (base, exponent) =>
  orSlowly(base, exponent, () =>
    diffieHellman({ privateKey: privateKeyOf(exponent), publicKey: publicKeyOf(base) }),
  );

/** Takes OpenSSL more than a second, which proves N prime; afterwards 0.5 ms a power. */
export function preparePower(): PowerModuloN {
  const group = createDiffieHellman(Buffer.from(toOctets(N)), Number(G));
  return (base, exponent) =>
    orSlowly(base, exponent, () => {
      group.setPrivateKey(toOctets(exponent));
      return group.computeSecret(toOctets(base));
    });
}

/** OpenSSL refuses to answer 1 and N - 1, which tell too much of a key; the group has them all the same. */
function orSlowly(base: bigint, exponent: bigint, compute: () => Bytes): bigint {
  try {
    return BigInt(`0x${toHex(compute())}`);
  } catch {
    return squareAndMultiply(base, exponent);
  }
}

function squareAndMultiply(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N;
    if (bit === "1") result = (result * base) % N;
  }
  return result;
}

/** dhKeyAgreement, 1.2.840.113549.1.3.1 (PKCS #3). */
const DH_KEY_AGREEMENT = objectIdentifier("2a864886f70d010301");
const ALGORITHM = sequence(DH_KEY_AGREEMENT, sequence(integer(N), integer(G)));

/** PKCS #8 (RFC 5208 section 5). */
export const privateKeyOf = (exponent: bigint): KeyObject =>
  createPrivateKey({
    key: Buffer.from(sequence(integer(0n), ALGORITHM, octetString(integer(exponent)))),
    format: "der",
    type: "pkcs8",
  });

/** SubjectPublicKeyInfo (RFC 5280 section 4.1). */
export const publicKeyOf = (base: bigint): KeyObject =>
  createPublicKey({
    key: Buffer.from(sequence(ALGORITHM, bitString(integer(base)))),
    format: "der",
    type: "spki",
  });
