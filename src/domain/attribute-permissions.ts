import type { AppClient } from "./app-client.ts";
import { isForDevelopersOnly, isStandardAttribute } from "./schema.ts";

/** Only the service, or an administrator, says what is verified. */
const NEVER_CLIENT_WRITABLE = new Set(["sub", "identities", "email_verified", "phone_number_verified"]);

export const isKeptFromClients = (name: string): boolean => NEVER_CLIENT_WRITABLE.has(name);

/** Whether a client may read an attribute: by default every standard one. */
export function mayRead(client: AppClient, name: string): boolean {
  const { ReadAttributes } = client.settings;
  if (name === "sub") return true;
  if (isForDevelopersOnly(name)) return false;
  if (name === "identities") return ReadAttributes === undefined || ReadAttributes.includes(name);
  return ReadAttributes === undefined ? isStandardAttribute(name) : ReadAttributes.includes(name);
}

/** Whether a client may write an attribute: by default every standard one that users own. */
export function mayWrite(client: AppClient, name: string): boolean {
  if (NEVER_CLIENT_WRITABLE.has(name) || isForDevelopersOnly(name)) return false;
  const { WriteAttributes } = client.settings;
  return WriteAttributes === undefined ? isStandardAttribute(name) : WriteAttributes.includes(name);
}
