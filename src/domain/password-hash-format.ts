import { type Bytes, fromBase64, fromHex } from "../base/bytes.ts";
import type { PasswordHashingAlgorithmType } from "../model/types.gen.ts";

/** A password hash of another system's making, taken apart. */
export type ImportedHash =
  /** `text` is in the form `$2b$…`; `signExtended` hashes are those of the old bug that `2x` stands for. */
  | { readonly algorithm: "BCRYPT"; readonly signExtended: boolean; readonly text: string }
  | {
      readonly algorithm: "SCRYPT";
      /** N, r and p of RFC 7914. */
      readonly cost: number;
      readonly blockSize: number;
      readonly parallelization: number;
      readonly salt: Bytes;
      readonly hash: Bytes;
    }
  /** A PHC string. */
  | { readonly algorithm: "ARGON2ID"; readonly phc: string }
  | {
      readonly algorithm: "PBKDF2_SHA256";
      readonly iterations: number;
      readonly salt: Bytes;
      readonly hash: Bytes;
    };

export type HashReading =
  | { readonly ok: true; readonly hash: ImportedHash }
  | { readonly ok: false; readonly reason: string };

type Parts = Readonly<Record<string, string>>;
type Range = readonly [least: number, most: number];

interface Format {
  readonly algorithm: PasswordHashingAlgorithmType;
  /** What tells the algorithm; the rest of the text may still be wrong. */
  readonly looks: RegExp;
  /** The whole form; its named groups are the parts. */
  readonly form: RegExp;
  /** What numbers may be: the most is what the service takes. */
  readonly numbers: Readonly<Record<string, Range>>;
  /** How many bytes there may be. */
  readonly lengths: Readonly<Record<string, Range>>;
  readonly bytesOf: (text: string) => Bytes;
  readonly read: (parts: Parts, bytes: (part: string) => Bytes) => ImportedHash | string;
}

const HEX = "(?:[0-9A-Fa-f]{2})+";
const BASE64 = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?";
/** With `.` for `+` as Python's passlib has it, or plain; padded or not. */
const ANY_BASE64 = "(?:[A-Za-z0-9+/.]{4})*(?:[A-Za-z0-9+/.]{2,3}={0,2})?";

const FORMATS: readonly Format[] = [
  {
    algorithm: "BCRYPT",
    looks: /^\$2/,
    form: /^\$2(?<variant>[abxy])\$(?<cost>\d\d)\$(?<salt>[./A-Za-z0-9]{22})(?<hash>[./A-Za-z0-9]{31})$/,
    numbers: { cost: [4, 12] },
    lengths: {},
    bytesOf: fromHex,
    read: ({ variant = "", cost = "", salt = "", hash = "" }) => ({
      algorithm: "BCRYPT",
      signExtended: variant === "x",
      text: `$2b$${cost}$${withoutSpareBits(salt, 4)}${withoutSpareBits(hash, 2)}`,
    }),
  },
  {
    algorithm: "SCRYPT",
    looks: /^\d+\$/,
    form: new RegExp(
      `^(?<N>[1-9]\\d{0,9})\\$(?<r>[1-9]\\d{0,9})\\$(?<p>[1-9]\\d{0,9})\\$(?<salt>${HEX})\\$(?<hash>${HEX})$`,
    ),
    numbers: { N: [2, 65_536], r: [1, 8], p: [1, 1] },
    lengths: { salt: [1, 128], hash: [16, 128] },
    bytesOf: fromHex,
    read: ({ N, r, p }, bytes) => {
      if (!Number.isInteger(Math.log2(Number(N)))) return `N must be a power of 2, not ${N}`;
      return {
        algorithm: "SCRYPT",
        cost: Number(N),
        blockSize: Number(r),
        parallelization: Number(p),
        salt: bytes("salt"),
        hash: bytes("hash"),
      };
    },
  },
  {
    algorithm: "ARGON2ID",
    looks: /^\$argon2id\$/,
    form: new RegExp(
      `^\\$argon2id\\$v=(?<v>\\d{1,10})\\$m=(?<m>[1-9]\\d{0,9}),t=(?<t>[1-9]\\d{0,9}),p=(?<p>[1-9]\\d{0,9})` +
        `\\$(?<salt>${BASE64})\\$(?<hash>${BASE64})$`,
    ),
    numbers: { v: [19, 19], m: [8, 19_456], t: [1, 2], p: [1, 1] },
    lengths: { salt: [8, 64], hash: [16, 64] },
    bytesOf: fromBase64,
    read: ({ v, m, t, p, salt, hash }) => ({
      algorithm: "ARGON2ID",
      phc: `$argon2id$v=${v}$m=${m},t=${t},p=${p}$${salt}$${hash}`,
    }),
  },
  {
    algorithm: "PBKDF2_SHA256",
    looks: /^\$pbkdf2-sha256\$/,
    form: new RegExp(
      `^\\$pbkdf2-sha256\\$(?<iterations>[1-9]\\d{0,9})\\$(?<salt>${ANY_BASE64})\\$(?<hash>${ANY_BASE64})$`,
    ),
    numbers: { iterations: [1, 600_000] },
    lengths: { salt: [1, 128], hash: [16, 64] },
    bytesOf: (text) => fromBase64(text.replaceAll(".", "+")),
    read: ({ iterations }, bytes) => ({
      algorithm: "PBKDF2_SHA256",
      iterations: Number(iterations),
      salt: bytes("salt"),
      hash: bytes("hash"),
    }),
  },
];

/** Reads a hash of any of the service's import formats, which itself tells the algorithm. Never quotes the hash. */
export function readPasswordHash(text: string): HashReading {
  const format = FORMATS.find(({ looks }) => looks.test(text));
  if (!format) return { ok: false, reason: `expected a hash of ${ALGORITHMS}` };
  const parts = format.form.exec(text)?.groups;
  if (!parts) return { ok: false, reason: `${format.algorithm}: the hash is malformed` };
  const bytes = (part: string): Bytes => format.bytesOf(parts[part] ?? "");
  const outside =
    firstOutside(format.numbers, (name) => Number(parts[name]), "") ??
    firstOutside(format.lengths, (name) => bytes(name).length, " bytes");
  const read = outside ?? format.read(parts, bytes);
  return typeof read === "string"
    ? { ok: false, reason: `${format.algorithm}: ${read}` }
    : { ok: true, hash: read };
}

const ALGORITHMS = FORMATS.map(({ algorithm }) => algorithm)
  .join(", ")
  .replace(/, (\w+)$/, " or $1");

function firstOutside(
  ranges: Readonly<Record<string, Range>>,
  sizeOf: (name: string) => number,
  unit: string,
): string | undefined {
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const size = sizeOf(name);
    if (size >= least && size <= most) continue;
    const range = least === most ? most : `from ${least} to ${most}`;
    return `${name} must be ${range}${unit}, not ${size}`;
  }
  return undefined;
}

const BCRYPT_ALPHABET = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** bcrypt's base64 ends with bits that mean nothing; some systems leave them set, and some refuse that. */
function withoutSpareBits(text: string, bits: number): string {
  const last = BCRYPT_ALPHABET.indexOf(text.slice(-1));
  return text.slice(0, -1) + BCRYPT_ALPHABET.charAt((last >> bits) << bits);
}
