/** What counts as this very machine. `0.0.0.0` does not: browsers reach local servers by it from foreign pages. */

const IPV4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;
const MAPPED = "::ffff:";

/** An address as a socket names its peer. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === "::1" || IPV4.test(address.startsWith(MAPPED) ? address.slice(MAPPED.length) : address);
}

/** A host name without a port; IPv6 without its brackets. */
export function isLoopbackName(name: string): boolean {
  const host = name.toLowerCase().replace(/\.$/, "");
  return host === "localhost" || host.endsWith(".localhost") || isLoopbackAddress(host);
}

/** The value of a Host header, with or without a port. */
export function isLoopbackHost(host: string | undefined): boolean {
  const [, ipv6, name] = /^(?:\[([0-9a-fA-F:.]+)\]|([a-zA-Z0-9.-]+))(?::\d{1,5})?$/.exec(host ?? "") ?? [];
  return isLoopbackName(ipv6 ?? name ?? "");
}

/** The value of an Origin header; `null`, which any page can bring about, is not loopback. */
export function isLoopbackOrigin(origin: string): boolean {
  return isLoopbackHost(/^https?:\/\/([^/]+)$/.exec(origin)?.[1]);
}
