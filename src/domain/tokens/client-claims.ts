import type { JsonObject } from "../../base/json.ts";
import type { AppClient } from "../app-client.ts";

/** What an access token tells that speaks for a client and no user. Times are epoch seconds. */
export interface ClientTokenFacts {
  readonly issuer: string;
  readonly client: AppClient;
  readonly scopes: readonly string[];
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The claims of a client's own access token (RFC 6749 section 4.4), in the service's order. */
export const clientTokenClaims = (facts: ClientTokenFacts): JsonObject => ({
  sub: facts.client.id,
  token_use: "access",
  ...(facts.scopes.length > 0 && { scope: facts.scopes.join(" ") }),
  auth_time: facts.issuedAt,
  iss: facts.issuer,
  exp: facts.expiresAt,
  iat: facts.issuedAt,
  version: 2,
  ...(facts.client.settings.EnableTokenRevocation && { jti: facts.tokenId }),
  client_id: facts.client.id,
});
