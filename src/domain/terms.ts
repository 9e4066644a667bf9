import type { ClientId, UserPoolId } from "../base/ids.ts";
import type { LinksType, TermsEnforcementType, TermsSourceType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";

/** Of a pool. */
export const MOST_TERMS = 40;

/** A document that those who sign up agree to, by its addresses in several languages. */
export interface Terms {
  readonly poolId: UserPoolId;
  /** A UUID. */
  readonly id: string;
  readonly clientId: ClientId;
  /** `terms-of-use` or `privacy-policy`; a client has one of each. */
  readonly name: string;
  readonly source: TermsSourceType;
  readonly enforcement: TermsEnforcementType;
  /** By `cognito:<language>`, or `cognito:default`. */
  readonly links: LinksType;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

const PROTOCOLS = new Set(["https:", "http:"]);

/** The links of a request: pages show them, so they must lead to pages. */
export function requestedLinks(links: LinksType): LinksType {
  for (const link of Object.values(links)) {
    const url = URL.parse(link);
    if (!url) throw faults.urlNotAbsolute(link);
    if (!PROTOCOLS.has(url.protocol)) throw faults.termsLinkProtocol(link);
  }
  return { ...links };
}
