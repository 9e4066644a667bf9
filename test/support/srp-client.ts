import { createHash, createHmac, getDiffieHellman, randomBytes } from "node:crypto";

/** The client's side of Cognito's SRP-6a, written on its own so that it can prove the server's. */

const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
export const SRP_N = N;
const g = 2n;

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const hmac = (key: Buffer, ...parts: readonly (Buffer | string)[]): Buffer => {
  const mac = createHmac("sha256", key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};
const int = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex")}`);

/** As Java's BigInteger writes it: with a leading zero byte where the sign bit would be set. */
function pad(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.padStart(hex.length + (hex.length % 2), "0");
  return Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, "hex");
}

/** `base ^ exponent mod N`. */
type Power = (base: bigint, exponent: bigint) => bigint;

function squareAndMultiply(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % N, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

const k = int(sha256(pad(N), pad(g)));

/** `Tue Mar 5 04:07:09 UTC 2024`. */
export function timestamp(at: Date): string {
  const [weekday, day, month, year, time] = at.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

export type Parameters = Readonly<Record<string, string>>;

export interface SrpClient {
  /** SRP_A, hex. */
  readonly publicValue: string;
  /** The answer to a PASSWORD_VERIFIER challenge, which `TIMESTAMP` dates. */
  answer(challenge: Parameters | undefined, password: string, dated?: string): Record<string, string>;
}

export function srpClient(
  poolId: string,
  a: bigint = int(randomBytes(32)),
  power: Power = squareAndMultiply,
): SrpClient {
  const poolName = poolId.slice(poolId.indexOf("_") + 1);
  const A = power(g, a);

  const sessionKey = (challenge: Parameters, userId: string, password: string): Buffer => {
    const B = BigInt(`0x${challenge["SRP_B"]}`);
    const salt = BigInt(`0x${challenge["SALT"]}`);
    const u = int(sha256(pad(A), pad(B)));
    const x = int(sha256(pad(salt), sha256(`${poolName}${userId}:${password}`)));
    const base = (((B - k * power(g, x)) % N) + N) % N;
    const S = power(base, a + u * x);
    return hmac(hmac(pad(u), pad(S)), "Caldera Derived Key", Buffer.of(1)).subarray(0, 16);
  };

  return {
    publicValue: A.toString(16),
    answer(challenge = {}, password, dated = timestamp(new Date())) {
      const userId = challenge["USER_ID_FOR_SRP"] ?? "";
      const block = challenge["SECRET_BLOCK"] ?? "";
      const key = sessionKey(challenge, userId, password);
      const proof = hmac(key, poolName, userId, Buffer.from(block, "base64"), dated);
      return {
        USERNAME: userId,
        PASSWORD_CLAIM_SECRET_BLOCK: block,
        PASSWORD_CLAIM_SIGNATURE: proof.toString("base64"),
        TIMESTAMP: dated,
      };
    },
  };
}
