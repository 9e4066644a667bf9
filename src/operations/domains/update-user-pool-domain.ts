import { isStorable } from "../../base/text.ts";
import { faults } from "../../domain/fault.ts";
import { checkDomainConfig, checkManagedLoginVersion, type PoolDomain } from "../../domain/pool-domain.ts";
import { requirePool } from "../../flows/pools.ts";
import { LostRace } from "../../store/db.ts";
import { findDomain, updateDomain } from "../../store/domains.ts";
import { operation } from "../operation.ts";
import { domainSettings } from "./domain-view.ts";

/** Changes what the request has of a domain's settings. */
export const UpdateUserPoolDomain = operation("UpdateUserPoolDomain", (ctx, input) =>
  ctx.db.write(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const current = isStorable(input.Domain) ? await findDomain(tx, input.Domain) : undefined;
    if (current?.poolId !== pool.id) throw faults.noSuchDomain();
    const changed: PoolDomain = {
      ...current,
      managedLoginVersion: input.ManagedLoginVersion ?? current.managedLoginVersion,
      customConfig: input.CustomDomainConfig ?? current.customConfig,
      routing: input.Routing ?? current.routing,
      updatedAt: ctx.clock.now(),
    };
    checkDomainConfig(changed);
    checkManagedLoginVersion(pool, changed.managedLoginVersion);
    if (!(await updateDomain(tx, changed)))
      throw new LostRace(`domain ${changed.domain} was changed meanwhile`);
    return domainSettings(changed);
  }),
);
