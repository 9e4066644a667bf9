import { faults } from "../../domain/fault.ts";
import { requirePool } from "../../flows/pools.ts";
import { findTerms } from "../../store/terms.ts";
import { operation } from "../operation.ts";
import { termsView } from "./terms-view.ts";

/** A terms document by its id. */
export const DescribeTerms = operation("DescribeTerms", (ctx, input) =>
  ctx.db.read(async (tx) => {
    const pool = await requirePool(tx, input.UserPoolId, ctx.caller.origin);
    const terms = await findTerms(tx, pool.id, input.TermsId);
    if (!terms) throw faults.termsNotFound();
    return { Terms: termsView(terms) };
  }),
);
