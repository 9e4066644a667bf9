import { createHash, randomFillSync } from "node:crypto";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER}`;

/** Unpredictable values in the words of the domain; the only place that draws randomness. */
export class Random {
  readonly #fill: (buffer: Uint8Array) => Uint8Array;

  /** `fill` overwrites the whole buffer with random bytes. */
  constructor(fill: (buffer: Uint8Array) => Uint8Array) {
    this.#fill = fill;
  }

  bytes(count: number): Uint8Array {
    return this.#fill(new Uint8Array(count));
  }

  /** An integer from 0 to `below - 1`, without bias. */
  below(below: number): number {
    const limit = Math.floor(0x1_0000_0000 / below) * below;
    for (;;) {
      const value = new DataView(this.bytes(4).buffer).getUint32(0);
      if (value < limit) return value % below;
    }
  }

  /** `count` characters drawn from `alphabet`. */
  text(count: number, alphabet: string): string {
    return Array.from({ length: count }, () => alphabet[this.below(alphabet.length)]).join("");
  }

  digits(count: number): string {
    return this.text(count, DIGITS);
  }

  lowerAlphanumeric(count: number): string {
    return this.text(count, DIGITS + LOWER);
  }

  alphanumeric(count: number): string {
    return this.text(count, ALPHANUMERIC);
  }

  /** A version 4 UUID (RFC 9562). */
  uuid(): string {
    const bytes = this.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = Buffer.from(bytes).toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  /** The same items in an unpredictable order. */
  shuffled<T>(items: readonly T[]): T[] {
    const rest = [...items];
    const out: T[] = [];
    while (rest.length > 0) out.push(...rest.splice(this.below(rest.length), 1));
    return out;
  }
}

export const systemRandom = new Random((buffer) => randomFillSync(buffer));

/** Repeatable values for tests; predictable, so never for anything else. */
export function seededRandom(seed: string): Random {
  let block = 0;
  return new Random((buffer) => {
    for (let at = 0; at < buffer.length; block++) {
      const bytes = createHash("sha256").update(`${seed}:${block}`).digest();
      buffer.set(bytes.subarray(0, buffer.length - at), at);
      at += bytes.length;
    }
    return buffer;
  });
}
