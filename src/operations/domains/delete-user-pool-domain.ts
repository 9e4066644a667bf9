import { isStorable } from "../../base/text.ts";
import { faults } from "../../domain/fault.ts";
import { findPoolHere } from "../../flows/pools.ts";
import { removeDomain } from "../../store/domains.ts";
import { operation } from "../operation.ts";

/** Takes a pool's domain away, which is free again at once. One refusal says both: no such domain, no such pool. */
export const DeleteUserPoolDomain = operation("DeleteUserPoolDomain", (ctx, { Domain, UserPoolId }) =>
  ctx.db.write(async (tx) => {
    const pool = await findPoolHere(tx, UserPoolId, ctx.caller.origin);
    const removed = pool && isStorable(Domain) && (await removeDomain(tx, pool.id, Domain));
    if (!removed) throw faults.noSuchDomain();
    return {};
  }),
);
