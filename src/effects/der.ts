import { type Bytes, concat, fromHex } from "../base/bytes.ts";

/** The few forms of DER (X.690) that a Diffie-Hellman key takes. */

const tagged = (tag: number, ...contents: Bytes[]): Bytes => {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag, ...lengthOctets(content.length)), content);
};

const lengthOctets = (length: number): number[] => {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
};

export const sequence = (...items: Bytes[]): Bytes => tagged(0x30, ...items);
export const octetString = (content: Bytes): Bytes => tagged(0x04, content);
export const bitString = (content: Bytes): Bytes => tagged(0x03, Uint8Array.of(0), content);

/** Of a non-negative integer below 2^524,280. */
export const integer = (value: bigint): Bytes => {
  const octets = toOctets(value);
  return (octets[0] ?? 0) >= 0x80 ? tagged(0x02, Uint8Array.of(0), octets) : tagged(0x02, octets);
};

/** dhKeyAgreement, 1.2.840.113549.1.3.1 (PKCS #3). */
export const dhKeyAgreement: Bytes = fromHex("06092a864886f70d010301");

/** Big-endian, at least one octet. */
export const toOctets = (value: bigint): Bytes => {
  const hex = value.toString(16);
  return fromHex(hex.length % 2 === 1 ? `0${hex}` : hex);
};
