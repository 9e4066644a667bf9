import { BROWSERS, type NamedPattern } from "../user-agent.ts";

const SYSTEMS: readonly NamedPattern[] = [
  { name: "Windows", pattern: /\bWindows NT (\d+(?:\.[1-9])?)/ },
  { name: "iOS", pattern: /\b(?:iPhone|CPU) OS (\d+)/ },
  { name: "Mac OS X", pattern: /\bMac OS X (\d+(?:[._]\d+)?)/ },
  { name: "Android", pattern: /\bAndroid (\d+)/ },
  { name: "Chrome OS", pattern: /\bCrOS \S+ (\d+)/ },
  { name: "Linux", pattern: /\bLinux()/ },
];

const LONGEST_HEADER = 512;
const LONGEST = 128;

const UNKNOWN = "Other";

/** What a User-Agent header (RFC 9110) tells of a device, its program and its system: `Chrome 126, Windows 10`. */
export function deviceNameOf(header: string): string {
  // Patterns that go back and forth must not be given as much as somebody likes to send.
  const userAgent = header.slice(0, LONGEST_HEADER);
  const program = found(BROWSERS, userAgent) ?? productIn(userAgent) ?? UNKNOWN;
  return `${program}, ${found(SYSTEMS, userAgent) ?? UNKNOWN}`;
}

/** The first product: `curl 8.5.0` of `curl/8.5.0`. */
function productIn(userAgent: string): string | null {
  const [product = ""] = userAgent.trim().split(/\s+/, 1);
  return product === "" ? null : product.replace("/", " ").slice(0, LONGEST);
}

function found(tokens: readonly NamedPattern[], userAgent: string): string | null {
  for (const { name, pattern } of tokens) {
    const version = pattern.exec(userAgent)?.[1]?.replace("_", ".");
    if (version !== undefined) return version === "" ? name : `${name} ${version}`;
  }
  return null;
}
