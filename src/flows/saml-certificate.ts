import { toBase64, toHex } from "../base/bytes.ts";
import { days } from "../base/clock.ts";
import { selfSignedCertificate } from "../domain/certificate.ts";
import type { Pool } from "../domain/pool.ts";
import type { GeneratedKey } from "../ports/signer.ts";
import { findSigningKey, insertSigningKey, type SigningKey } from "../store/signing-keys.ts";
import type { Context } from "./context.ts";
import { newSigningKey } from "./key-ring.ts";
import { requireSamePool } from "./pools.ts";

/** A key whose certificate says that it is a pool's. */
export interface CertifiedKey extends SigningKey {
  /** X.509, DER, base64. */
  readonly certificate: string;
}

const VALID_FOR = days(3652);

type Tools = Pick<Context, "db" | "signer" | "vault" | "clock" | "random">;

/** The key that signs a pool's SAML requests, with its certificate; made at its first need. `KeyRing.sign` signs with it. */
export async function samlKeyOf(tools: Tools, pool: Pool): Promise<CertifiedKey> {
  const { db } = tools;
  const found = await db.read((tx) => findSigningKey(tx, pool.id, "saml"));
  if (found) return certified(found);
  const made = await certifiedKey(tools, pool);
  return db.write(async (tx) => {
    const { id } = await requireSamePool(tx, pool);
    if (await insertSigningKey(tx, made)) return made;
    return certified(await findSigningKey(tx, id, "saml"));
  });
}

async function certifiedKey({ signer, vault, clock, random }: Tools, pool: Pool): Promise<CertifiedKey> {
  const { key, pair } = await newSigningKey({ signer, vault, clock }, pool, "saml");
  return { ...key, certificate: await certificateOf({ signer, clock, random }, pool, pair, key.kid) };
}

/** What says that a key is a pool's: a certificate that the key itself has signed, X.509, DER in base64. */
export async function certificateOf(
  { signer, clock, random }: Pick<Tools, "signer" | "clock" | "random">,
  { id }: Pick<Pool, "id">,
  { publicKey, privateKey }: GeneratedKey,
  keyId: string,
): Promise<string> {
  const certificate = await selfSignedCertificate({
    commonName: id,
    serial: BigInt(`0x${toHex(random.bytes(16))}`) + 1n,
    from: clock.now(),
    to: clock.now() + VALID_FOR,
    publicKey,
    sign: (data) => signer.sign(keyId, () => privateKey, data),
  });
  return toBase64(certificate);
}

function certified(key: SigningKey | undefined): CertifiedKey {
  const certificate = key?.certificate;
  if (!key || certificate === undefined) throw new Error("a SAML key without a certificate was stored");
  return { ...key, certificate };
}
