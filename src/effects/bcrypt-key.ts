import { type Bytes, concat } from "../base/bytes.ts";

/** What bcrypt's key schedule takes of a password. */
const KEY_BYTES = 72;

/**
 * What the bug that `$2x$` stands for made of a password: bytes above 0x7f counted as negative, and their sign
 * overwrote the bytes before them in each word of four. A correct bcrypt of this key is a `2x` of the password.
 */
export function signExtendedKey(password: Bytes): Bytes {
  const text = concat(password, Uint8Array.of(0));
  const key = new Uint8Array(KEY_BYTES);
  const words = new DataView(key.buffer);
  for (let at = 0; at < KEY_BYTES; at += 4) {
    let word = 0;
    for (let next = at; next < at + 4; next++) {
      const byte = text[next % text.length] ?? 0;
      word = (word << 8) | ((byte << 24) >> 24);
    }
    words.setInt32(at, word);
  }
  return key;
}
