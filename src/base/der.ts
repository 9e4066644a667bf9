import { type Bytes, concat, fromHex, utf8 } from "./bytes.ts";

/** The few forms of DER (X.690) that keys and certificates take here, of contents below 64 KiB. */

const tagged = (tag: number, ...contents: Bytes[]): Bytes => {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag, ...lengthOctets(content.length)), content);
};

const lengthOctets = (length: number): number[] => {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
};

export const sequence = (...items: Bytes[]): Bytes => tagged(0x30, ...items);
export const set = (...items: Bytes[]): Bytes => tagged(0x31, ...items);
export const octetString = (content: Bytes): Bytes => tagged(0x04, content);
export const bitString = (content: Bytes): Bytes => tagged(0x03, Uint8Array.of(0), content);
export const utf8String = (text: string): Bytes => tagged(0x0c, utf8(text));
export const nothing: Bytes = Uint8Array.of(0x05, 0);

/** `hex`: the identifier's octets. */
export const objectIdentifier = (hex: string): Bytes => tagged(0x06, fromHex(hex));

/** Of epoch milliseconds, to the second: two digits of a year before 2050 (RFC 5280, section 4.1.2.5). */
export const time = (at: number): Bytes => {
  const digits = new Date(at).toISOString().replace(/\.\d+|[-:T]/g, "");
  return digits < "2050" ? tagged(0x17, utf8(digits.slice(2))) : tagged(0x18, utf8(digits));
};

/** Of a non-negative integer below 2^524,280. */
export const integer = (value: bigint): Bytes => {
  const octets = toOctets(value);
  return (octets[0] ?? 0) >= 0x80 ? tagged(0x02, Uint8Array.of(0), octets) : tagged(0x02, octets);
};

/** Big-endian, at least one octet. */
export const toOctets = (value: bigint): Bytes => {
  const hex = value.toString(16);
  return fromHex(hex.length % 2 === 1 ? `0${hex}` : hex);
};
