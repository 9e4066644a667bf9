import { faults } from "../../domain/fault.ts";
import {
  checkDomainConfig,
  checkDomainName,
  checkManagedLoginVersion,
  type PoolDomain,
} from "../../domain/pool-domain.ts";
import { requirePool } from "../../flows/pools.ts";
import { domainsOf, insertDomain } from "../../store/domains.ts";
import { operation } from "../operation.ts";
import { domainSettings } from "./domain-view.ts";

const DEFAULT_VERSION = 1;

/** Gives a pool a prefix of the server's domain, or a domain of its own. */
export const CreateUserPoolDomain = operation("CreateUserPoolDomain", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const now = ctx.clock.now();
    const domain: PoolDomain = {
      poolId: pool.id,
      kind: input.CustomDomainConfig ? "custom" : "prefix",
      domain: input.Domain,
      managedLoginVersion: input.ManagedLoginVersion ?? DEFAULT_VERSION,
      customConfig: input.CustomDomainConfig ?? null,
      routing: input.Routing ?? null,
      createdAt: now,
      updatedAt: now,
      version: 1,
    };
    checkDomainName(domain.domain, domain.kind);
    checkDomainConfig(domain);
    checkManagedLoginVersion(pool, domain.managedLoginVersion);
    if (!(await insertDomain(tx, domain))) {
      const own = await domainsOf(tx, pool.id);
      throw own.some(({ kind }) => kind === domain.kind) ? faults.poolHasDomain() : faults.domainTaken();
    }
    return domainSettings(domain);
  }),
);
