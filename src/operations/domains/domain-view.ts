import type { PoolDomain } from "../../domain/pool-domain.ts";
import type { CreateUserPoolDomainResponse, DomainDescriptionType } from "../../model/types.gen.ts";

/** One distribution serves all prefixes of a region, and each custom domain has its own. Nothing resolves them here. */
const DISTRIBUTIONS = {
  prefix: "d3oia8etllorh5.cloudfront.net",
  custom: "d111111abcdef8.cloudfront.net",
} as const;

/** Airports in the names of the service's buckets; other regions go by their own name. */
const AIRPORTS: Readonly<Record<string, string>> = {
  "us-east-1": "iad",
  "us-west-1": "sfo",
  "us-west-2": "pdx",
  "ap-northeast-1": "nrt",
};

/** Members in the service's order. */
export const domainDescription = (
  domain: PoolDomain,
  account: string,
  region: string,
): DomainDescriptionType => ({
  UserPoolId: domain.poolId,
  AWSAccountId: account,
  Domain: domain.domain,
  S3Bucket: `aws-cognito-prod-${AIRPORTS[region] ?? region}-assets`,
  CloudFrontDistribution: DISTRIBUTIONS[domain.kind],
  Version: digitsOf(domain.createdAt),
  Status: "ACTIVE",
  CustomDomainConfig: domain.customConfig ?? undefined,
  ManagedLoginVersion: domain.managedLoginVersion,
  Routing: domain.routing ?? undefined,
});

/** What creation and update answer. */
export const domainSettings = (domain: PoolDomain): CreateUserPoolDomainResponse => ({
  ManagedLoginVersion: domain.managedLoginVersion,
  CloudFrontDomain: domain.kind === "custom" ? DISTRIBUTIONS.custom : undefined,
  Routing: domain.routing ?? undefined,
});

/** `20250702011951`, of UTC. */
const digitsOf = (at: number): string => new Date(at).toISOString().replace(/\D/g, "").slice(0, 14);
