import type { UserPoolId } from "../base/ids.ts";
import type { CustomDomainConfigType, RoutingType } from "../model/types.gen.ts";
import { faults } from "./fault.ts";
import type { Pool } from "./pool.ts";

/** A prefix of the server's own domain, or a whole domain of the pool's owner. A pool has at most one of each. */
export type DomainKind = "prefix" | "custom";

/** Where a pool's pages and OAuth endpoints are. */
export interface PoolDomain {
  readonly poolId: UserPoolId;
  readonly kind: DomainKind;
  /** Unique among all pools: `acme`, or `auth.example.com`. */
  readonly domain: string;
  /** 1: hosted UI (classic), 2: managed login. */
  readonly managedLoginVersion: number;
  /** Null for a prefix. */
  readonly customConfig: CustomDomainConfigType | null;
  readonly routing: RoutingType | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly version: number;
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const PREFIX = new RegExp(`^${LABEL}$`);
/** Below a parent that is no top-level domain. */
const SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL}){2,}$`);
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const RESERVED = ["aws", "amazon", "cognito"];

export function checkDomainName(domain: string, kind: DomainKind): void {
  if (!(kind === "prefix" ? PREFIX : DOMAIN).test(domain)) throw faults.domainCharacters();
  if (kind === "custom") {
    if (!SUBDOMAIN.test(domain)) throw faults.rootDomainUnresolved();
    return;
  }
  const reserved = domain.split("-").find((word) => RESERVED.includes(word));
  if (reserved !== undefined) throw faults.domainReserved(reserved);
}

const CERTIFICATE = /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/;

/** Refuses a configuration that does not fit the kind of domain. */
export function checkDomainConfig({ kind, customConfig, routing }: Omit<PoolDomain, "poolId">): void {
  if (kind === "prefix") {
    if (customConfig) throw faults.certificateNeedsCustomDomain();
    if (routing) throw faults.routingNeedsCustomDomain();
  } else if (!CERTIFICATE.test(customConfig?.CertificateArn ?? "")) {
    throw faults.domainCertificateInvalid();
  }
}

const VERSIONS = [1, 2];

/** Refuses a version that is none, or that the pool's tier has not. */
export function checkManagedLoginVersion({ settings: { UserPoolTier } }: Pool, version: number): void {
  if (!VERSIONS.includes(version)) throw faults.managedLoginVersionInvalid(version);
  if (version === 2 && UserPoolTier === "LITE") {
    throw faults.featureNotInTier(UserPoolTier, "Managed Login Version 2");
  }
}
