import { there } from "./arrange.ts";

export type Claims = Record<string, unknown>;

/** What stands in a token. */
export const claimsOf = (token: string): Claims =>
  JSON.parse(Buffer.from(there(token.split(".")[1]), "base64url").toString());
