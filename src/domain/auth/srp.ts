import {
  type Bytes,
  concat,
  fromHex,
  hmacSha256,
  sameText,
  sha256,
  toBase64,
  toHex,
  utf8,
} from "../../base/bytes.ts";

/** The 3072-bit group of RFC 5054, appendix A (RFC 3526, group 15), with g = 2. */
export const N = BigInt(
  `0x${
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD" +
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F" +
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510" +
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C" +
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF"
  }`,
);
export const G = 2n;

const modN = (value: bigint): bigint => ((value % N) + N) % N;
const integer = (bytes: Bytes): bigint => BigInt(`0x${toHex(bytes) || "0"}`);

/** The minimal two's-complement form of a non-negative integer, as Cognito's clients hash it. */
export function pad(value: bigint): Bytes {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return fromHex(/^[89a-f]/.test(even) ? `00${even}` : even);
}

const MULTIPLIER = integer(sha256(pad(N), pad(G)));

/** Who proves what to whom: the part of the pool id after `_`, and USER_ID_FOR_SRP. */
export interface SrpIdentity {
  readonly poolName: string;
  readonly userId: string;
}

/** x, from which the verifier v = g^x is made. `salt` is hex. */
export const privateKey = (who: SrpIdentity, password: string, salt: string): bigint =>
  integer(sha256(pad(BigInt(`0x${salt}`)), sha256(utf8(`${who.poolName}${who.userId}:${password}`))));

/** B = k·v + g^b. `powerOfB` is g^b mod N. */
export const serverPublicValue = (verifier: bigint, powerOfB: bigint): bigint =>
  modN(MULTIPLIER * verifier + powerOfB);

/** u, which binds both public values into the session key. */
export const scramblingParameter = (A: bigint, B: bigint): bigint => integer(sha256(pad(A), pad(B)));

/** A·v^u mod N, which to the power of b is the shared secret S. */
export const sharedBase = (A: bigint, verifierToU: bigint): bigint => modN(A * verifierToU);

const KEY_INFO = concat(utf8("Caldera Derived Key"), Uint8Array.of(1));

/** K, from the shared secret S and u. */
export const sessionKey = (S: bigint, u: bigint): Bytes =>
  hmacSha256(hmacSha256(pad(u), pad(S)), KEY_INFO).subarray(0, 16);

export interface ClaimedProof {
  readonly secretBlock: Bytes;
  readonly timestamp: string;
  /** Base64. */
  readonly signature: string;
}

/** Whether a client's PASSWORD_CLAIM_SIGNATURE was made with the session key. */
export function isProofOf(key: Bytes, who: SrpIdentity, proof: ClaimedProof): boolean {
  const message = concat(utf8(who.poolName + who.userId), proof.secretBlock, utf8(proof.timestamp));
  return sameText(toBase64(hmacSha256(key, message)), proof.signature);
}

/** A client's SRP_A; null where it is no number, or one that would make the secret known to anybody. */
export function readPublicValue(hex: string): bigint | null {
  if (!/^[0-9a-fA-F]{1,1024}$/.test(hex)) return null;
  const A = BigInt(`0x${hex}`);
  return A % N === 0n ? null : A;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TIMESTAMP = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) UTC (\d{4})$/;

/** Whether a TIMESTAMP names a real moment in the one form clients sign: `Tue Mar 5 04:07:09 UTC 2024`. */
export function isTimestamp(text: string): boolean {
  const [, month, day, time, year] = TIMESTAMP.exec(text) ?? [];
  const at = new Date(
    `${year}-${String(MONTHS.indexOf(month ?? "") + 1).padStart(2, "0")}-${day?.padStart(2, "0")}T${time}Z`,
  );
  if (Number.isNaN(at.getTime())) return false;
  const again = `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${at.getUTCDate()} ${at.toISOString().slice(11, 19)} UTC ${at.getUTCFullYear()}`;
  return again === text;
}

/** A salt that every client reads alike: its first byte is neither zero nor above 0x7f. */
export const readableSalt = (random: Bytes): string =>
  toHex(Uint8Array.of(0x10 + ((random[0] ?? 0) % 0x70), ...random.subarray(1)));
