import { isEmail } from "./attributes.ts";

/** The address of `Jane Doe <jane@example.com>` or of a bare address; null where there is none. */
export function addressIn(from: string): string | null {
  const address = /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
  return isEmail(address) ? address : null;
}
