import { BlockList, isIP } from "node:net";

/** Addresses that share their first `prefix` bits. */
interface IpRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** Reads CIDR notation (RFC 4632, RFC 4291); null where it is none. */
export function readRange(text: string): IpRange | null {
  const [, address = "", length = ""] = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return null;
  const family = version === 4 ? "ipv4" : "ipv6";
  const prefix = Number(length);
  return prefix <= BITS[family] ? { address, prefix, family } : null;
}

/** Whether an address lies in one of the ranges; what is no address or no range lies nowhere. */
export function isInRanges(address: string, ranges: readonly string[]): boolean {
  const version = isIP(address);
  if (version === 0 || ranges.length === 0) return false;
  const list = new BlockList();
  for (const text of ranges) {
    const range = readRange(text);
    if (range) list.addSubnet(range.address, range.prefix, range.family);
  }
  return list.check(address, version === 4 ? "ipv4" : "ipv6");
}

export const isAddress = (text: string): boolean => isIP(text) !== 0;

/** An IPv4 address as such, also where a socket of both families writes it as IPv6. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
