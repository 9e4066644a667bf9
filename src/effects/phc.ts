import { type Bytes, fromBase64, toBase64 } from "../base/bytes.ts";

/** Argon2id's costs: memory in KiB, passes, lanes. */
export interface Argon2Cost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

export interface Argon2Hash extends Argon2Cost {
  readonly salt: Bytes;
  readonly hash: Bytes;
}

const ARGON2ID =
  /^\$argon2id\$v=19\$m=([1-9]\d{0,9}),t=([1-9]\d{0,9}),p=([1-9]\d{0,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** `$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`, base64 without padding (the PHC string format). */
export const formatPhc = ({ memory, passes, parallelism, salt, hash }: Argon2Hash): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`;

/** Undefined where the text is not of that form. */
export function parsePhc(text: string): Argon2Hash | undefined {
  const [, memory, passes, parallelism, salt, hash] = ARGON2ID.exec(text) ?? [];
  if (salt === undefined || hash === undefined) return undefined;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: fromBase64(salt),
    hash: fromBase64(hash),
  };
}

const unpadded = (bytes: Bytes): string => toBase64(bytes).replace(/=+$/, "");
