import { isStorable } from "../../base/text.ts";
import { findPoolHere } from "../../flows/pools.ts";
import { findDomain } from "../../store/domains.ts";
import { operation } from "../operation.ts";
import { domainDescription } from "./domain-view.ts";

/** Whose domain it is, and how it is set up; nothing of one that is nobody's in the caller's region. */
export const DescribeUserPoolDomain = operation("DescribeUserPoolDomain", (ctx, { Domain }) =>
  ctx.db.read(async (tx) => {
    const { origin } = ctx.caller;
    const domain = isStorable(Domain) ? await findDomain(tx, Domain) : undefined;
    const isHere = domain && (await findPoolHere(tx, domain.poolId, origin)) !== undefined;
    return {
      DomainDescription: isHere ? domainDescription(domain, ctx.settings.account, origin.region) : {},
    };
  }),
);
