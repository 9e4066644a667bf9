import { hmacSha256, sameText, toBase64, utf8 } from "../base/bytes.ts";

/** `Base64(HMAC-SHA256(client secret, username + client id))`, the username being the one sent along. */
export const secretHash = (secret: string, username: string, clientId: string): string =>
  toBase64(hmacSha256(utf8(secret), utf8(username + clientId)));

/** Whether a hash was made with one of a client's secrets; every one is tried, whichever fits. */
export const matchesSecretHash = (
  secrets: readonly string[],
  username: string,
  clientId: string,
  given: string,
): boolean => secrets.map((secret) => sameText(secretHash(secret, username, clientId), given)).includes(true);
