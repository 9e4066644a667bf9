import type { Pool } from "../domain/pool.ts";
import type { Issuer } from "./readers.ts";

/** The `iss` of a pool's tokens, as the owner chose it. */
export const issuerOf =
  (issuer: Issuer, publicUrl: () => string) =>
  (pool: Pool): string => {
    switch (issuer.kind) {
      case "local":
        return `${publicUrl()}/${pool.id}`;
      case "aws": {
        const host =
          pool.settings.IssuerConfiguration?.Type === "UPDATED" ? "issuer-cognito-idp" : "cognito-idp";
        return `https://${host}.${pool.region}.amazonaws.com/${pool.id}`;
      }
      case "template":
        return issuer.template.replaceAll("{region}", pool.region).replaceAll("{poolId}", pool.id);
    }
  };
